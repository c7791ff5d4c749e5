/** Where files land that belong to every unit that lists their feed. */
export const sharedPrefix = 'SHARED/';
