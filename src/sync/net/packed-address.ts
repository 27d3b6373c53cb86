/** Addresses of candidates as bytes: 4 for IPv4, 16 for IPv6 and for the random names that hide an address. */
export const ADDRESS_KINDS = ['ipv4', 'ipv6', 'mdns'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

export interface PackedAddress {
  readonly kind: AddressKind;
  readonly bytes: Uint8Array;
}

export function addressSize(kind: AddressKind): number {
  return kind === 'ipv4' ? 4 : 16;
}

/** Null for what is none of the three, a host name for instance. */
export function packAddress(address: string): PackedAddress | null {
  if (address.length > 64) return null;
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(address)) {
    const numbers = address.split('.').map(Number);
    return numbers.every((number) => number < 256) ? { kind: 'ipv4', bytes: Uint8Array.from(numbers) } : null;
  }
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.local$/i.test(address)) {
    const digits = address.slice(0, 36).replaceAll('-', '');
    return { kind: 'mdns', bytes: fromHex(digits) };
  }
  return packIpv6(address);
}

export function unpackAddress({ kind, bytes }: PackedAddress): string {
  if (kind === 'ipv4') return bytes.join('.');
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (kind === 'ipv6') return (digits.match(/.{4}/g) ?? []).join(':');
  return `${digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}.local`;
}

/** Without a zone and without a dotted tail: candidates have neither. */
function packIpv6(address: string): PackedAddress | null {
  const halves = address.split('::');
  if (halves.length > 2 || !address.includes(':')) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return { kind: 'ipv6', bytes: fromHex(groups.map((group) => group.padStart(4, '0')).join('')) };
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
