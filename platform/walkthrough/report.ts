/** One checked figure of a step. */
export interface Figure {
  readonly name: string;
  readonly actual: unknown;
  readonly expected: unknown;
  readonly ok: boolean;
}

export interface StepReport {
  readonly number: number;
  readonly title: string;
  readonly figures: Figure[];
  seconds: number;
}

/** Collects the walkthrough's steps and prints them as they happen; a wrong figure is shown at once and fails the run at the end. */
export class Report {
  readonly steps: StepReport[] = [];
  readonly #print: (line: string) => void;
  #startedAt = Date.now();

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  step(number: number, title: string): void {
    this.#endStep();
    this.steps.push({ number, title, figures: [], seconds: 0 });
    this.#print(`\n${number}. ${title}`);
  }

  /** A line about what happened that is no figure. */
  say(text: string): void {
    this.#print(`   ${text}`);
  }

  /** Compares deeply; prints the figure either way. */
  figure(name: string, actual: unknown, expected: unknown): void {
    const ok = JSON.stringify(actual) === JSON.stringify(expected);
    this.steps.at(-1)?.figures.push({ name, actual, expected, ok });
    this.#print(`   ${ok ? '✓' : '✗'} ${name}: ${show(actual)}${ok ? '' : ` (expected ${show(expected)})`}`);
  }

  /** A figure that must be at least so much. */
  atLeast(name: string, actual: number, least: number): void {
    const ok = actual >= least;
    this.steps.at(-1)?.figures.push({ name, actual, expected: `≥ ${least}`, ok });
    this.#print(`   ${ok ? '✓' : '✗'} ${name}: ${actual}${ok ? '' : ` (expected ≥ ${least})`}`);
  }

  /** Closes the last step and counts. */
  result(): { readonly passed: number; readonly failed: number } {
    this.#endStep();
    const figures = this.steps.flatMap((step) => step.figures);
    const passed = figures.filter(({ ok }) => ok).length;
    return { passed, failed: figures.length - passed };
  }

  #endStep(): void {
    const last = this.steps.at(-1);
    if (last && last.seconds === 0) last.seconds = (Date.now() - this.#startedAt) / 1000;
    this.#startedAt = Date.now();
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
