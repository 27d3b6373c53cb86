import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonQuote } from '../../src/base/json-quote.ts';
import { commentText, shellQuote } from '../../src/base/shell-quote.ts';
import { parseYaml } from '../../workers/import/text/yaml.ts';
import { turns } from '../support/turns.ts';

const HOSTILE = [
  "it's",
  '"; rm -rf / #',
  '$(touch /tmp/cairn-owned)',
  '`touch /tmp/cairn-owned`',
  '-rf',
  '--',
  '',
  ' ',
  '~',
  '=ls',
  'a\nb',
  '\n',
  'ends\n',
  'a\r\nb\tc',
  '\u001b[31mred\u0007',
  '\u202egpj.exe',
  'C1 \u009b2J',
  'été 東京 🗻',
  '\\',
  "\\'",
  '!!',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell would fill it in
  '${HOME} $HOME %s %n',
  '{a,b} * ? [x]',
  '&& false || true; exit 3',
  '<<EOF',
  '#comment',
  "'\\''",
];

/** What a shell makes of these words. */
function throughShell(words: readonly string[]): string[] {
  const script = `printf '%s\\0' ${words.map(shellQuote).join(' ')}\n`;
  expect(spawnSync('sh', ['-n'], { input: script }).status).toBe(0);
  const ran = spawnSync('sh', [], { input: script });
  expect(ran.stderr.toString()).toBe('');
  return ran.stdout.toString('utf8').split('\0').slice(0, -1);
}

test('hostile words arrive unchanged through a real shell', () => {
  expect(throughShell(HOSTILE)).toEqual(HOSTILE);
});

test('any text arrives unchanged, but for what no argument can hold', () => {
  const words = fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(words, (list) => {
      const sent = list.map((word) => word.replaceAll('\0', '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd'));
      expect(throughShell(list)).toEqual(sent);
    }),
    { numRuns: turns(40) },
  );
});

test('what a terminal would obey is not in the quoted text', () => {
  const isObeyed = (char: string) =>
    (char < ' ' && char !== '\n' && char !== '\t') ||
    (char >= '\u007f' && char < '\u00a0') ||
    char === '\u202e';
  for (const word of HOSTILE) expect([...shellQuote(word)].filter(isObeyed)).toEqual([]);
});

describe('JSON scalars', () => {
  test('are read by JSON and by YAML as the same text', () => {
    for (const text of HOSTILE) {
      expect(JSON.parse(jsonQuote(text))).toBe(text);
      expect(parseYaml(`a: ${jsonQuote(text)}\nb: []\n`)).toMatchObject({ ok: true });
      const read = parseYaml(`a:\n  - ${jsonQuote(text)}\n`);
      const list = read.ok && read.node.kind === 'map' ? read.node.entries.get('a') : undefined;
      expect(list).toMatchObject({ items: [{ text }] });
    }
  });

  test('hold no line end of any kind', () => {
    for (const text of [...HOSTILE, '\u2028\u2029\u0085'])
      expect(jsonQuote(text)).not.toMatch(/[\n\r\u2028\u2029\u0085]/);
  });
});

test('a comment stays on its line', () => {
  expect(commentText('a\nrm -rf /\r\n\u2028b')).toBe('a rm -rf / b');
  expect(commentText('x'.repeat(1000))).toHaveLength(300);
});
