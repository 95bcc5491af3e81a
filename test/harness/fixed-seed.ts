import fc from 'fast-check';

/**
 * The gate (CI=true) runs every property with one seed, so that it gives the same answer twice; elsewhere each run has a seed of its own and so looks further.
 * fast-check prints the seed of a failure; `FC_SEED=N` runs it again.
 */
const seed = process.env.FC_SEED ?? (process.env.CI ? '20120815' : undefined);
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
