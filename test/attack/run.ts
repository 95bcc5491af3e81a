import { ATTACKS } from './attacks.ts';
import { createWorld } from './world.ts';

/** `npm run attack`: every attack on a fresh pair of platforms; prints each failure and the count. */
let passed = 0;
const failures: string[] = [];
for (const attack of ATTACKS) {
  const world = await createWorld();
  try {
    await attack.run(world);
    passed += 1;
    console.log(`ok      ${attack.name}`);
  } catch (error) {
    failures.push(attack.name);
    console.log(`FAILED  ${attack.name}\n        ${(error as Error).message}`);
  } finally {
    await world.close();
  }
}
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
