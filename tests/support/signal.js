/**
 * npm run signal: a rendezvous server for rooms, on this machine only unless HOST says otherwise. It passes on what
 * one browser publishes to all that have subscribed to the same name, and knows nothing else: what is published is
 * sealed, nothing is stored, nothing that is said is printed.
 *
 * The protocol is y-webrtc's, JSON in text frames: subscribe and unsubscribe { topics }, publish { topic, … }, ping.
 */
import './node-version.js';
import { pathToFileURL } from 'node:url';
import { WebSocket, WebSocketServer } from 'ws';
import { PlainError, runMain } from './project.js';
import { parsePort } from './serve.js';

const LIMITS = {
  messageBytes: 64 * 1024,
  connections: 512,
  topics: 32,
  topicChars: 256,
  /** Messages of one connection: this many at once, and a second thereafter. */
  burst: 200,
  perSecond: 40,
  /** Messages beyond those are ignored; after this many the connection is ended. */
  ignored: 400,
  /** What waits for a reader that does not read. */
  queuedBytes: 1024 * 1024,
  /** Everybody is asked for a sign of life this often, and gone without one by the next time. */
  pingMs: 30_000,
};

/** Close codes that say to a browser that it is not wanted. */
const POLICY = 1008;
const TRY_LATER = 1013;
const GOODBYE_MS = 1_000;

/**
 * @typedef {typeof LIMITS} Limits
 * @typedef {object} Member
 * @property {Set<string>} topics
 * @property {number} tokens
 * @property {number} countedMs
 * @property {number} ignored
 * @property {boolean} isAlive
 */

/** Who is there, and who has subscribed to what. */
class Rendezvous {
  /** @type {Map<WebSocket, Member>} */
  members = new Map();
  /** @type {Map<string, Set<WebSocket>>} */
  topics = new Map();

  /** @param {Limits} limits */
  constructor(limits) {
    this.limits = limits;
  }

  /** @param {WebSocket} socket */
  add(socket) {
    // A frame that breaks the protocol, or is too large: ws has begun to close the connection.
    socket.on('error', () => dismiss(socket));
    if (this.members.size >= this.limits.connections) return dismiss(socket, TRY_LATER, 'full');
    const member = {
      topics: new Set(),
      tokens: this.limits.burst,
      countedMs: performance.now(),
      ignored: 0,
      isAlive: true,
    };
    this.members.set(socket, member);
    socket.on('close', () => this.remove(socket, member));
    socket.on('pong', () => {
      member.isAlive = true;
    });
    socket.on('message', (data, isBinary) => {
      member.isAlive = true;
      if (!this.spend(member)) this.ignore(socket, member);
      else if (isBinary || !this.obey(socket, member, parseMessage(String(data)))) {
        this.ignore(socket, member);
      }
    });
  }

  /** @param {WebSocket} socket @param {Member} member */
  remove(socket, member) {
    this.members.delete(socket);
    for (const topic of member.topics) this.unsubscribe(socket, member, topic);
  }

  /** Ends connections that have been silent since the last time. */
  sweep() {
    for (const [socket, member] of this.members) {
      if (!member.isAlive) socket.terminate();
      else {
        member.isAlive = false;
        socket.ping();
      }
    }
  }

  /** @param {Member} member */
  spend(member) {
    const nowMs = performance.now();
    const earned = ((nowMs - member.countedMs) / 1000) * this.limits.perSecond;
    member.tokens = Math.min(this.limits.burst, member.tokens + earned);
    member.countedMs = nowMs;
    if (member.tokens < 1) return false;
    member.tokens -= 1;
    return true;
  }

  /** @param {WebSocket} socket @param {Member} member */
  ignore(socket, member) {
    member.ignored += 1;
    if (member.ignored > this.limits.ignored) dismiss(socket, POLICY, 'too many messages');
  }

  /**
   * False for what is no message of the protocol.
   * @param {WebSocket} socket @param {Member} member @param {Record<string, unknown> | null} message
   */
  obey(socket, member, message) {
    switch (message?.type) {
      case 'subscribe':
      case 'unsubscribe': {
        const topics = message.topics;
        if (!Array.isArray(topics) || topics.length > this.limits.topics) return false;
        const names = topics.filter((topic) => this.isTopic(topic));
        for (const topic of names) this[message.type](socket, member, topic);
        return names.length === topics.length;
      }
      case 'publish':
        return this.publish(message);
      case 'ping':
        this.put(socket, '{"type":"pong"}');
        return true;
      default:
        return false;
    }
  }

  isTopic(topic) {
    return typeof topic === 'string' && topic.length > 0 && topic.length <= this.limits.topicChars;
  }

  subscribe(socket, member, topic) {
    if (member.topics.size >= this.limits.topics) return;
    member.topics.add(topic);
    const subscribers = this.topics.get(topic) ?? new Set();
    this.topics.set(topic, subscribers.add(socket));
  }

  unsubscribe(socket, member, topic) {
    member.topics.delete(topic);
    const subscribers = this.topics.get(topic);
    subscribers?.delete(socket);
    if (subscribers?.size === 0) this.topics.delete(topic);
  }

  /** To all subscribers, the sender too if it is one, with their number. */
  publish(message) {
    const { topic } = message;
    if (!this.isTopic(topic)) return false;
    const subscribers = this.topics.get(topic);
    if (!subscribers) return true;
    const text = JSON.stringify({ ...message, clients: subscribers.size });
    for (const subscriber of subscribers) this.put(subscriber, text);
    return true;
  }

  put(socket, text) {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > this.limits.queuedBytes) socket.terminate();
    else socket.send(text);
  }
}

/**
 * Says goodbye, listens no more, and does not wait for long.
 * @param {WebSocket} socket @param {number} [code] @param {string} [reason]
 */
function dismiss(socket, code, reason) {
  socket.removeAllListeners('message');
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
}

/** @param {string} text */
function parseMessage(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

/**
 * @param {{ port?: number | undefined, host?: string | undefined, limits?: Partial<Limits> }} [options]
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startSignal({ port = 4444, host = '127.0.0.1', limits: changed = {} } = {}) {
  const limits = { ...LIMITS, ...changed };
  const rendezvous = new Rendezvous(limits);
  const server = new WebSocketServer({
    port,
    host,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  await new Promise((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
  });
  server.on('error', () => {});
  server.on('wsClientError', (_error, socket) => socket.destroy());
  server.on('connection', (socket) => rendezvous.add(socket));
  const sweeping = setInterval(() => rendezvous.sweep(), limits.pingMs);
  const address = server.address();
  const found = typeof address === 'object' && address ? address.port : port;
  return {
    url: `ws://${host.includes(':') ? `[${host}]` : host}:${found}`,
    stop: () => stop(server, rendezvous, sweeping),
  };
}

async function stop(server, rendezvous, sweeping) {
  clearInterval(sweeping);
  const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
  for (const socket of rendezvous.members.keys()) dismiss(socket, 1001, 'the server stops');
  await closed;
}

async function main() {
  const port = parsePort(process.env.PORT);
  const host = process.env.HOST || undefined;
  try {
    const { url, stop: stopServer } = await startSignal({ port, host });
    console.log(`Browsers find one another at ${url}`);
    let isStopping = false;
    const end = () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      void stopServer().then(() => process.exit(0));
    };
    process.on('SIGINT', end).on('SIGTERM', end);
  } catch (error) {
    if (error.code === 'EADDRINUSE')
      throw new PlainError(`Port ${port ?? 4444} is in use. Choose another: PORT=8080`);
    throw error;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(main);
