import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { startEmbeddedStore } from '../../storage/embedded/index.ts';
import { unmet } from './requirements.ts';
import { type Bench, runTest } from './run-test.ts';
import { SENT_AS_COMMANDS, SKIPS } from './skips.ts';
import type { SpecFile, Test } from './spec.ts';

const SUITES = ['crud', 'transactions'] as const;
const TEST_LIMIT_MS = 30_000;

/** Counts of one run, with the reasons. */
export interface Report {
  readonly passed: number;
  readonly failed: readonly { readonly test: string; readonly why: string }[];
  readonly skipped: ReadonlyMap<string, number>;
}

/** Where the specifications' tests are on this machine; they are never copied here. */
export function specificationsFolder(): string | undefined {
  const folder = process.env.MUDAN_SHARED ?? new URL('../../../shared', import.meta.url).pathname;
  const specifications = join(folder, 'mongodb-specifications');
  return existsSync(specifications) ? specifications : undefined;
}

/** Runs all unified tests against a fresh store in test mode, or against `uri`. `only`: a part of suite/file/description. */
export async function runConformance(
  folder: string,
  only = '',
  log: (line: string) => void = () => undefined,
): Promise<Report> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mudan-conformance-'));
  const store = await startEmbeddedStore({ dataDir, port: 0, testCommands: true });
  const uri = `mongodb://127.0.0.1:${store.port}/?directConnection=true`;
  const internal = await new mongo.MongoClient(uri).connect();
  try {
    return await runAll({ uri, internal }, folder, only, log);
  } finally {
    await internal.close();
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function runAll(bench: Bench, folder: string, only: string, log: (line: string) => void): Promise<Report> {
  let passed = 0;
  const failed: { test: string; why: string }[] = [];
  const skipped = new Map<string, number>();
  for (const { name, file } of specFiles(folder)) {
    for (const test of file.tests) {
      const title = `${name}: ${test.description}`;
      if (!title.includes(only)) continue;
      const reason = skipReason(name, file, test);
      if (reason !== undefined) {
        skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
        continue;
      }
      const why = await outcomeOf(bench, file, test, isSentAsCommands(name, test));
      if (why === undefined) passed++;
      else {
        failed.push({ test: title, why });
        log(`FAILED ${title}\n       ${why}`);
      }
    }
  }
  return { passed, failed, skipped };
}

function* specFiles(folder: string): Generator<{ name: string; file: SpecFile }> {
  for (const suite of SUITES) {
    for (const entry of readdirSync(join(folder, suite)).sort()) {
      if (!entry.endsWith('.json')) continue;
      const text = readFileSync(join(folder, suite, entry), 'utf8');
      yield { name: `${suite}/${entry.slice(0, -5)}`, file: mongo.BSON.EJSON.parse(text) as unknown as SpecFile };
    }
  }
}

function skipReason(name: string, file: SpecFile, test: Test): string | undefined {
  const listed = SKIPS[name];
  return (
    unmet(file.runOnRequirements) ??
    unmet(test.runOnRequirements) ??
    listed?.[test.description] ??
    listed?.['*'] ??
    test.skipReason
  );
}

function isSentAsCommands(name: string, test: Test): boolean {
  return SENT_AS_COMMANDS[name]?.[test.description] !== undefined;
}

async function outcomeOf(bench: Bench, file: SpecFile, test: Test, asCommands: boolean): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${TEST_LIMIT_MS / 1000} s`)), TEST_LIMIT_MS);
  });
  try {
    await Promise.race([runTest(bench, file, test, asCommands), limit]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
