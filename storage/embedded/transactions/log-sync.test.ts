import { describe, expect, it } from 'vitest';
import { LogSync } from './log-sync.ts';

/** A disk whose syncs end when the test says so. */
function disk() {
  const running: ((error: Error | null) => void)[] = [];
  const log = new LogSync('', (done) => running.push(done));
  const told: string[] = [];
  const wait = (name: string) => log.whenDurable((error) => told.push(error ? `${name}: ${error.message}` : name));
  return { log, running, told, wait, end: (error: Error | null = null) => running.shift()?.(error) };
}

describe('the sync of the log', () => {
  it('answers at once what is on disk already', () => {
    const { wait, told, running } = disk();
    wait('reader');
    expect([told, running.length]).toEqual([['reader'], 0]);
  });

  it('answers nobody before the sync that began after his commit has ended', () => {
    const { log, wait, told, running, end } = disk();
    log.committed();
    wait('first');
    log.committed();
    wait('second');
    expect([told, running.length]).toEqual([[], 1]);
    end();
    expect([told, running.length]).toEqual([['first'], 1]);
    end();
    expect(told).toEqual(['first', 'second']);
  });

  it('lets who read what is being synced wait for that sync only', () => {
    const { log, wait, told, end } = disk();
    log.committed();
    wait('writer');
    wait('reader');
    expect(told).toEqual([]);
    end();
    expect([told, log.running]).toEqual([['writer', 'reader'], false]);
  });

  it('gives the disk the next turn before it answers those whom it has served', () => {
    const { log, wait, told, running, end } = disk();
    log.committed();
    wait('first');
    log.whenFree(() => {
      told.push('next turn');
      log.committed();
      wait('second');
    });
    end();
    expect([told, running.length]).toEqual([['next turn', 'first'], 1]);
    end();
    expect(told).toEqual(['next turn', 'first', 'second']);
  });

  it('tells all that a sync served when it failed', () => {
    const { log, wait, told, end } = disk();
    log.committed();
    wait('writer');
    end(new Error('I/O error'));
    expect(told).toEqual(['writer: I/O error']);
  });

  it('asks a disk that failed once for nothing more: all who come later are told as well', () => {
    const { log, wait, told, running, end } = disk();
    log.committed();
    wait('writer');
    log.committed();
    wait('during');
    log.whenFree(() => {
      log.committed();
      wait('next turn');
    });
    end(new Error('I/O error'));
    wait('reader');
    expect(told.toSorted()).toEqual(['during', 'next turn', 'reader', 'writer'].map((name) => `${name}: I/O error`));
    expect([running.length, log.running]).toEqual([0, false]);
  });
});
