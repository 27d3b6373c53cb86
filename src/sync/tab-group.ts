/** What the tabs of one workspace say to one another. */
type Message =
  | { readonly kind: 'call'; readonly id: string; readonly method: string; readonly args: readonly unknown[] }
  /** The leading tab works on a call. */
  | { readonly kind: 'taken'; readonly id: string }
  | { readonly kind: 'result'; readonly id: string; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: string; readonly code: string }
  | { readonly kind: 'hello' }
  /** Another tab leads from now on: it takes calls, and knows nothing of those that the one before took. */
  | { readonly kind: 'leads' }
  | { readonly kind: 'news'; readonly news: unknown };

type Methods<Api> = { [Name in keyof Api]: (...args: never[]) => Promise<unknown> };

/** What the leading tab runs. */
export interface Led<Api> {
  readonly api: Api;
  close(): Promise<void>;
}

interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
  isTaken: boolean;
}

/** Long enough for a person to fetch a code from somewhere else. */
const CALL_LIMIT_MS = 5 * 60_000;
/** For the tab that leads next to open a long log. */
const TAKE_LIMIT_MS = 30_000;
/** Calls that the leading tab remembers, so that one that came twice is run once. */
const MAX_REMEMBERED = 1000;

/**
 * All tabs that have one workspace open. One of them leads: it holds a Web Lock and runs what may exist only once
 * (the log, the network); when it is closed the next takes over. The others call it and hear its news.
 */
export class TabGroup<Api extends Methods<Api>, News> {
  onNews: (news: News) => void = () => undefined;
  /** This tab should lead and cannot. */
  onFailure: (error: unknown) => void = reportError;
  private readonly channel: BroadcastChannel;
  private readonly calls = new Map<string, Call>();
  private readonly seen = new Set<string>();
  private readonly end = new AbortController();
  private led: Led<Api> | null = null;
  private latest: News | null = null;
  private isClosed = false;
  private readonly ended: Promise<void>;

  constructor(
    private readonly name: string,
    private readonly lead: (tell: (news: News) => void) => Promise<Led<Api>>,
    private readonly codeOf: (error: unknown) => string,
    private readonly errorOf: (code: string) => Error,
  ) {
    this.channel = new BroadcastChannel(`cairn-tabs-${name}`);
    this.channel.onmessage = (event) => void this.receive(event.data as Message);
    this.post({ kind: 'hello' });
    this.ended = this.waitForLead();
  }

  get leads(): boolean {
    return this.led !== null;
  }

  /** Runs a method of the leading tab, wherever that is. */
  async call<Name extends keyof Api & string>(
    method: Name,
    ...args: Parameters<Api[Name]>
  ): Promise<Awaited<ReturnType<Api[Name]>>> {
    type Value = Awaited<ReturnType<Api[Name]>>;
    if (this.led) return (await this.led.api[method](...(args as never[]))) as Value;
    if (this.end.signal.aborted) throw this.errorOf('failed');
    const id = crypto.randomUUID();
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = this.failAfter(id, TAKE_LIMIT_MS);
      this.calls.set(id, { method, args, resolve, reject, timer, isTaken: false });
    });
    try {
      this.post({ kind: 'call', id, method, args });
      return (await answer) as Value;
    } finally {
      clearTimeout(this.calls.get(id)?.timer);
      this.calls.delete(id);
    }
  }

  /** Lets the next tab lead. Calls that were not answered fail. */
  async close(): Promise<void> {
    this.channel.onmessage = null;
    this.end.abort();
    for (const call of this.calls.values()) call.reject(this.errorOf('failed'));
    await this.ended;
    this.isClosed = true;
    this.channel.close();
  }

  private async waitForLead(): Promise<void> {
    const { signal } = this.end;
    try {
      await navigator.locks.request(`cairn-lead-${this.name}`, { signal }, async () => {
        if (signal.aborted) return;
        const led = await this.lead((news) => this.tell(news));
        this.led = led;
        this.post({ kind: 'leads' });
        this.callAgain((id, call) => void this.runOwn(id, call, led.api));
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        this.led = null;
        await led.close();
      });
    } catch (error) {
      if (!signal.aborted) this.onFailure(error);
    }
  }

  /** Somebody leads anew. What its predecessor took may have been done or not: its caller has to look. */
  private callAgain(run: (id: string, call: Call) => void): void {
    for (const [id, call] of this.calls) {
      if (call.isTaken) call.reject(this.errorOf('failed'));
      else run(id, call);
    }
  }

  private async runOwn(id: string, call: Call, api: Api): Promise<void> {
    this.take(id);
    try {
      call.resolve(await api[call.method as keyof Api](...(call.args as never[])));
    } catch (error) {
      call.reject(this.errorOf(this.codeOf(error)));
    }
  }

  private take(id: string): void {
    const call = this.calls.get(id);
    if (!call) return;
    call.isTaken = true;
    clearTimeout(call.timer);
    call.timer = this.failAfter(id, CALL_LIMIT_MS);
  }

  private failAfter(id: string, ms: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.calls.get(id)?.reject(this.errorOf('timed-out')), ms);
  }

  private post(message: Message): void {
    if (!this.isClosed) this.channel.postMessage(message);
  }

  private tell(news: News): void {
    this.latest = news;
    this.onNews(news);
    this.post({ kind: 'news', news });
  }

  private async receive(message: Message): Promise<void> {
    switch (message.kind) {
      case 'news':
        if (!this.led) this.onNews(message.news as News);
        return;
      case 'hello':
        if (this.led && this.latest) this.post({ kind: 'news', news: this.latest });
        return;
      case 'leads':
        this.callAgain((id, { method, args }) => this.post({ kind: 'call', id, method, args }));
        return;
      case 'call':
        if (this.led) await this.answer(this.led.api, message);
        return;
      case 'taken':
        this.take(message.id);
        return;
      case 'result':
        this.calls.get(message.id)?.resolve(message.value);
        return;
      case 'failure':
        this.calls.get(message.id)?.reject(this.errorOf(message.code));
        return;
      default:
    }
  }

  private async answer(api: Api, call: Extract<Message, { kind: 'call' }>): Promise<void> {
    const { id, method, args } = call;
    if (this.seen.has(id)) return;
    this.seen.add(id);
    for (const oldest of this.seen) {
      if (this.seen.size <= MAX_REMEMBERED) break;
      this.seen.delete(oldest);
    }
    this.post({ kind: 'taken', id });
    try {
      const value = await api[method as keyof Api](...(args as never[]));
      this.post({ kind: 'result', id, value });
    } catch (error) {
      this.post({ kind: 'failure', id, code: this.codeOf(error) });
    }
  }
}
