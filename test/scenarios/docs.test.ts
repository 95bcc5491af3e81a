import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split(
  '\n',
);
const documents = files.filter((file) => file.endsWith('.md') && existsSync(join(root, file)));
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
const commandLine = read('platform/cli.ts');

/** All first groups of a pattern in a text. */
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

describe.each(documents)('%s', (file) => {
  const text = read(file);

  test('names only scripts that exist', () => {
    const named = all(text, /\bnpm run ([\w:-]+)/g);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test('names only commands that exist', () => {
    const named = all(text, /\b(?:npx mudan|`mudan) ([a-z][\w-]*)/g);
    expect(named.filter((name) => !new RegExp(`\\.command\\('${name}\\b`).test(commandLine))).toEqual([]);
  });

  test('links only to files that exist', () => {
    const links = all(text.replace(/```[\s\S]*?```/g, ''), /\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g);
    expect(links.filter((link) => !existsSync(join(root, dirname(file), link)))).toEqual([]);
  });
});

describe.each(documents.filter((file) => file.startsWith('docs/features/')))('%s', (file) => {
  test('names only tests and places that exist', () => {
    const cells = read(file)
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| clause') && !line.startsWith('| ---'))
      .flatMap((line) => line.split('|').slice(2));
    const paths = cells.flatMap((cell) =>
      all(cell.replaceAll('`', ''), /(?:^|[\s,(])((?:[\w.-]+\/)+[\w.-]+\.(?:ts|tsx|graphql|md))(?=[\s,;)]|$)/g),
    );
    // A cell may leave out the folder that the one before it named.
    expect(paths.filter((path) => !files.some((one) => one === path || one.endsWith(`/${path}`)))).toEqual([]);
  });
});
