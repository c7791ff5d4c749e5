/** The tag of every resource of a stage, its value the stage's name: the budget adds up what bears it. */
export const stageTag = 'millrace-stage';
