/** How much a stage has to do. Guesses, until the first bill: the arithmetic stays, and these are replaced. */
export type Workload = {
  /** Of each live unit. */
  filesPerDay: number;
  secondsPerFile: number;
  gibPerMonth: number;
  databaseGib: number;
  /** Hours of a day in which the database works, and the capacity it takes then. */
  busyHoursPerDay: number;
  busyCapacityUnits: number;
  millionIosPerMonth: number;
  apiRequestsPerDay: number;
  editsPerDay: number;
};

const trial: Workload = {
  ...{ filesPerDay: 10, secondsPerFile: 3, gibPerMonth: 5, databaseGib: 20 },
  ...{ busyHoursPerDay: 1, busyCapacityUnits: 4, millionIosPerMonth: 20 },
  ...{ apiRequestsPerDay: 2_000, editsPerDay: 20 },
};

/** By the stage's name. */
export const workloads: Readonly<Record<string, Workload>> = {
  dev: trial,
  staging: trial,
  prod: {
    ...{ filesPerDay: 100, secondsPerFile: 3, gibPerMonth: 50, databaseGib: 200 },
    ...{ busyHoursPerDay: 4, busyCapacityUnits: 8, millionIosPerMonth: 200 },
    ...{ apiRequestsPerDay: 50_000, editsPerDay: 500 },
  },
};
