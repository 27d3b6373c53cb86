const MOST_ADDRESSES = 8;
const MOST_LETTERS = 300;

export type AddressList =
  | { readonly kind: 'list'; readonly addresses: readonly string[] }
  | { readonly kind: 'problem'; readonly text: string };

/** Signaling servers as typed: one a line, or parted by blanks or commas. `ws:` only for this very computer. */
export function parseServers(text: string): AddressList {
  return parseList(text, (address) => {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url?.protocol === 'wss:') return null;
    if (url?.protocol !== 'ws:') return 'does not begin with wss://.';
    const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    return isHere ? null : 'is not encrypted: use wss://. Plain ws:// is only for this computer.';
  });
}

/** STUN and TURN servers as typed. */
export function parseIceServers(text: string): AddressList {
  return parseList(text, (address) =>
    /^(?:stuns?|turns?):\S/.test(address) ? null : 'does not begin with stun:, turn: or turns:.',
  );
}

function parseList(text: string, problemOf: (address: string) => string | null): AddressList {
  const addresses = [...new Set(text.slice(0, 10_000).split(/[\s,]+/))].filter((part) => part !== '');
  if (addresses.length > MOST_ADDRESSES)
    return { kind: 'problem', text: `More than ${MOST_ADDRESSES} addresses do not help. Take some away.` };
  for (const address of addresses) {
    if (address.length > MOST_LETTERS) return { kind: 'problem', text: 'One of the addresses is too long.' };
    const problem = problemOf(address);
    if (problem !== null) return { kind: 'problem', text: `${address} ${problem}` };
  }
  return { kind: 'list', addresses };
}
