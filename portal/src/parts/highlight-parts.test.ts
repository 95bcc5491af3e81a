import { expect, it } from 'vitest';
import { highlightParts } from './highlight-parts.ts';

it('takes the marked terms out and unescapes the rest', () => {
  expect(highlightParts('钢筋<mark>拉伸</mark>试验 &lt;b&gt; &amp; &quot;x&quot;')).toEqual([
    { text: '钢筋', marked: false },
    { text: '拉伸', marked: true },
    { text: '试验 <b> & "x"', marked: false },
  ]);
});

it('leaves a text without terms, and an entity that it does not know', () => {
  expect(highlightParts('a &nbsp; b')).toEqual([{ text: 'a &nbsp; b', marked: false }]);
  expect(highlightParts('')).toEqual([]);
});
