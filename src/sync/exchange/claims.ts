/**
 * What has been asked of some peer and is on its way, so that it is asked of no second one meanwhile. A claim that
 * brings nothing runs out.
 */
export class Claims<Owner> {
  private readonly claims = new Map<string, { readonly owner: Owner; untilMs: number }>();

  isFree(key: string, nowMs: number): boolean {
    const claim = this.claims.get(key);
    return !claim || claim.untilMs <= nowMs;
  }

  claim(key: string, owner: Owner, untilMs: number): void {
    this.claims.set(key, { owner, untilMs });
  }

  release(keys: Iterable<string>, owner: Owner): void {
    for (const key of keys) if (this.claims.get(key)?.owner === owner) this.claims.delete(key);
  }

  releaseAll(owner: Owner): void {
    for (const [key, claim] of this.claims) if (claim.owner === owner) this.claims.delete(key);
  }

  get size(): number {
    return this.claims.size;
  }
}
