import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from './report.ts';
import type { World } from './world.ts';

/** The seeds' last year: nobody adds to it. */
const YEAR = 'from: "2012-01", to: "2012-12"';
/** A city tells what has changed every minute. */
const TOLD_WITHIN_MS = 120_000;

interface Row {
  readonly platform: string;
  readonly unitId: string | null;
  readonly category: string | null;
  readonly isUndivided: boolean;
  readonly machineMinutes: number;
}

/** The province has the city's machine-hours by unit and by category without asking it, and both add up to the months. */
export async function provinceFigures(world: World, report: Report): Promise<void> {
  report.step(7, 'what mdj counted, in hlj’s figures: by month, by unit, by category of instruments');
  const own = await rows(world, 'mdj', 'MONTH', 'OWN');
  const total = sum(own);
  report.atLeast('mdj’s own minutes of the year', total, 1);
  await told(world, total);
  const units = ofCity(await rows(world, 'hlj', 'UNIT', 'NETWORK'));
  const categories = ofCity(await rows(world, 'hlj', 'CATEGORY', 'NETWORK'));
  report.figure('minutes over mdj’s units, at hlj', sum(units), total);
  report.figure('minutes over its categories, at hlj', sum(categories), total);
  const named = (list: readonly Row[], key: 'unitId' | 'category') =>
    Object.fromEntries(list.flatMap((row) => (row[key] ? [[row[key], row.machineMinutes]] : [])));
  report.figure(
    'unit by unit the same',
    named(units, 'unitId'),
    named(await rows(world, 'mdj', 'UNIT', 'OWN'), 'unitId'),
  );
  report.figure(
    'category by category the same',
    named(categories, 'category'),
    named(await rows(world, 'mdj', 'CATEGORY', 'OWN'), 'category'),
  );
  report.figure('told as a whole', units.filter(({ isUndivided }) => isUndivided).length, 0);
}

async function rows(world: World, platform: string, by: string, scope: string): Promise<readonly Row[]> {
  const { statistics } = await world
    .visitor(platform)
    .ask(
      `{ statistics(by: [${by}], filter: { scope: ${scope}, ${YEAR} }) { platform unitId category isUndivided machineMinutes } }`,
    );
  return statistics;
}

const sum = (list: readonly Row[]): number => list.reduce((minutes, { machineMinutes }) => minutes + machineMinutes, 0);
const ofCity = (list: readonly Row[]): readonly Row[] =>
  list.filter(({ platform, machineMinutes }) => platform === 'mdj' && machineMinutes > 0);

async function told(world: World, total: number): Promise<void> {
  const until = Date.now() + TOLD_WITHIN_MS;
  while (Date.now() < until && sum(ofCity(await rows(world, 'hlj', 'MONTH', 'NETWORK'))) !== total) {
    await world.settle('mdj', 'hlj');
    await sleep(1_000);
  }
}
