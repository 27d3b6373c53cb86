// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape of terminals is what is looked for
const SEQUENCE = /\u001b(?:\[[0-9;:?]{0,64}[@-~]|\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;

/** Text without the colours and movements that terminals understand. */
export function withoutAnsi(text: string): string {
  return text.replace(SEQUENCE, '');
}
