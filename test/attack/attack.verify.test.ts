import { afterEach, beforeEach, test } from 'vitest';
import { ATTACKS } from './attacks.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

test.each(ATTACKS.map((attack) => [attack.name, attack] as const))('%s', async (_name, attack) => {
  await attack.run(world);
});
