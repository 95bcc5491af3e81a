/**
 * The properties of order, matcher, bounds, updates and of malformed input with 10,000 cases each and more. `SEED=… npx vitest run --config vitest.verify.config.ts storage/embedded/semantics` repeats a run.
 */
import fc from 'fast-check';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
process.env.VERIFY_RUNS ??= '10000';
fc.configureGlobal({ seed });
console.log(`store semantics: ${process.env.VERIFY_RUNS} cases per property, seed ${seed}`);

await import('./bson/order.test.ts');
await import('./query/match.property.test.ts');
await import('./update/update.property.test.ts');
await import('./malformed.property.test.ts');
