/** The address that stands for the runs of every experiment. */
export const ALL_RUNS = 'all';
