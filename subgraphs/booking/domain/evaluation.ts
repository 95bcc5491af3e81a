/** Weights in percent and the least total of each grade: data with a first day, because they were revised once already (domain.md §3). */
export interface Scheme {
  readonly machineHours: number;
  readonly training: number;
  readonly research: number;
  readonly income: number;
  readonly functions: number;
  readonly grades: readonly { readonly name: string; readonly atLeast: number }[];
}

/** Scores that people give, 0 to 100. */
export interface GivenScores {
  readonly training: number;
  readonly research: number;
  readonly income: number;
  readonly functions: number;
}

export const PARTS = ['machineHours', 'training', 'research', 'income', 'functions'] as const;

/** What is wrong with a scheme. Weights must sum to 100: a later print of the form did not. */
export function schemeProblems(scheme: Scheme): { field: string; message: string }[] {
  const sum = PARTS.reduce((total, part) => total + scheme[part], 0);
  const negative = PARTS.filter((part) => scheme[part] < 0);
  const grades = scheme.grades.map(({ atLeast }) => atLeast);
  return [
    ...negative.map((part) => ({ field: part, message: 'must not be negative' })),
    ...(sum === 100 ? [] : [{ field: 'machineHours', message: `the weights sum to ${sum}, not to 100` }]),
    ...(grades.every((least) => least >= 0 && least <= 100) ? [] : [{ field: 'grades', message: 'must be 0 to 100' }]),
    ...(new Set(grades).size === grades.length
      ? []
      : [{ field: 'grades', message: 'two grades begin at the same total' }]),
  ];
}

/** Total in hundredths: Σ weight × score, where the score of machine-hours comes in hundredths. */
export function totalHundredths(scheme: Scheme, machineHoursHundredths: number, given: GivenScores): number {
  const weighted =
    scheme.machineHours * machineHoursHundredths +
    100 * (scheme.training * given.training + scheme.research * given.research) +
    100 * (scheme.income * given.income + scheme.functions * given.functions);
  return Math.floor((weighted + 50) / 100);
}

/** The best grade that a total reaches; null below all of them. */
export function gradeOf(scheme: Scheme, hundredths: number): string | null {
  const reached = scheme.grades.filter(({ atLeast }) => hundredths >= atLeast * 100);
  return reached.toSorted((a, b) => b.atLeast - a.atLeast)[0]?.name ?? null;
}
