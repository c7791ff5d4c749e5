/** The application name of the command line's connections. */
export const operateLabel = 'millrace-operate';
