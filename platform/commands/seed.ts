import { progressBars } from '../progress.ts';
import { chosenNetwork, type PlatformChoice, withOperations } from './with-operations.ts';

interface SeedOptions extends PlatformChoice {
  readonly scale: number;
  readonly json: boolean;
}

/** `mudan seed`: fills the network's empty platforms; one that has data is left alone. */
export async function seed(options: SeedOptions): Promise<void> {
  const counts: Record<string, Readonly<Record<string, number>>> = {};
  const bars = progressBars();
  try {
    for (const config of await chosenNetwork(options)) {
      counts[config.id] = await withOperations(config, (operations) =>
        operations.seed(options.scale, (label, done, total) => bars.update(config.id, label, done, total)),
      );
    }
  } finally {
    bars.stop();
  }
  if (options.json) return console.log(JSON.stringify(counts));
  for (const [platform, kinds] of Object.entries(counts)) {
    const rows = Object.entries(kinds);
    console.log(rows.length === 0 ? `${platform}: has data already, nothing was changed` : `${platform}:`);
    for (const [kind, count] of rows) console.log(`  ${kind.padEnd(16)} ${String(count).padStart(8)}`);
  }
}
