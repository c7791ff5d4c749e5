/** The number of a load that does not exist: that of a file which is only planned. */
export const plannedLoad = -1;
