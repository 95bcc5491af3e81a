import cliProgress from 'cli-progress';

export interface ProgressBars {
  update(name: string, label: string, done: number, total: number): void;
  stop(): void;
}

/** Progress bars on a terminal, one per name; on a pipe one line per finished step instead, so that logs stay readable. */
export function progressBars(): ProgressBars {
  return process.stderr.isTTY ? terminalBars() : plainLines();
}

function terminalBars(): ProgressBars {
  const multi = new cliProgress.MultiBar(
    { format: '{name} [{bar}] {percentage}% {label}', hideCursor: true, clearOnComplete: true, stream: process.stderr },
    cliProgress.Presets.shades_classic,
  );
  const bars = new Map<string, cliProgress.SingleBar>();
  return {
    update(name, label, done, total) {
      const bar = bars.get(name) ?? multi.create(total, 0, { name, label });
      bars.set(name, bar);
      bar.setTotal(total);
      bar.update(done, { name, label });
    },
    stop: () => multi.stop(),
  };
}

function plainLines(): ProgressBars {
  const finished = new Set<string>();
  return {
    update(name, label, done, total) {
      const step = `${name}: ${label}`;
      if (done < total || finished.has(step)) return;
      finished.add(step);
      console.error(`${step} (${total})`);
    },
    stop: () => {},
  };
}
