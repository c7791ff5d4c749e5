/**
 * Where the command line puts a file that is only to be planned, each under a folder of its own. No rule hears of it, it
 * is nobody's unrouted object, and the bucket deletes it after a day.
 */
export const planPrefix = 'PLAN/';
