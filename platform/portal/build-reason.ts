import { stripVTControlCharacters } from 'node:util';

/** What says nothing by itself: frames of a stack, the bundler's summary, Node's own lines. */
const NOISE = /^(?:at |node:|throw |\^+$|Node\.js v|.*Build failed\b|.*triggerUncaughtException)/;
const TELLING = /could not|cannot|not found|error|loads more|no sources/i;

/** The one line of a failed build's output that says most about why. */
export function reasonOf(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !NOISE.test(line));
  return lines.find((line) => TELLING.test(line)) ?? lines[0] ?? '';
}
