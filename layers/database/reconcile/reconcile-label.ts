/** The application name of the reconciler's connections. */
export const reconcileLabel = 'millrace-reconcile';
