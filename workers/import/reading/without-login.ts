/** An address without the login in it: those of repositories sometimes carry a token. */
export function withoutLogin(address: string): string {
  return address.replace(/^([a-z+]{1,10}:\/\/)[^/@]{1,1000}@/i, '$1');
}
