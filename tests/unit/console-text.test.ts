import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConsoleText } from '../../workers/import/reading/console-text.ts';

function told(...pieces: readonly (readonly [stream: string, text: string])[]): string {
  const text = new ConsoleText();
  for (const [stream, piece] of pieces) text.add(stream, piece);
  return text.text();
}

describe('the console of a run', () => {
  it('is put together from pieces, streams apart', () => {
    expect(told(['out', 'one '], ['err', 'bad\n'], ['out', 'two\nthree'])).toBe('bad\none two\nthree\n');
  });

  it('keeps of a progress bar its last state', () => {
    expect(told(['out', ' 10%|#   |\r 50%|##  |'], ['out', '\r100%|####|\n'])).toBe('100%|####|\n');
    expect(told(['out', 'loading\rdone\u001b[K\n'])).toBe('done\n');
    expect(told(['out', 'abc\b\bX\r\n'])).toBe('aXc\n');
  });

  it('drops colours and titles, also where a piece ends inside of one', () => {
    expect(told(['out', '\u001b[1;31mred\u001b[0m'], ['out', '\u001b['], ['out', '32mgreen\n'])).toBe(
      'redgreen\n',
    );
    expect(told(['out', '\u001b]0;title\u0007text\u001b]8;;http://x\u001b\\link\n'])).toBe('textlink\n');
  });

  it('is the same however it was cut into pieces', () => {
    const part = fc.constantFrom(
      'a',
      'bc',
      '\n',
      '\r',
      '\b',
      '\u001b[31m',
      '\u001b[K',
      '\u001b]0;t\u0007',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat(9), { maxLength: 30 }), (parts, cuts) => {
        const whole = parts.join('');
        const pieces: (readonly [string, string])[] = [];
        let from = 0;
        for (const length of cuts) {
          pieces.push(['out', whole.slice(from, from + length)]);
          from += length;
        }
        pieces.push(['out', whole.slice(from)]);
        expect(told(...pieces)).toBe(told(['out', whole]));
      }),
    );
  });

  it('is bounded', () => {
    const text = new ConsoleText();
    for (let i = 0; i < 40; i++) text.add('out', `${'x'.repeat(1024 * 1024)}\n`);
    expect(text.text().length).toBeLessThan(34 * 1024 * 1024);
    expect(text.dropped).toBeGreaterThan(0);
  });
});
