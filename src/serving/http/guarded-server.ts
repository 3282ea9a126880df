import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Eventually } from '../../data/when-there.js';
import { PlatformError, UserError } from '../../errors.js';
import { httpStatus } from '../http-status.js';
import { answerBrokenRequest } from './broken-request.js';
import { Exchange } from './exchange.js';
import { ByteBudget } from './gate.js';
import type { HttpAnswer, HttpHandler } from './handler.js';
import type { HttpLimits } from './limits.js';
import { isLoopback, isOwnName } from './own-name.js';
import { ClientGone } from './read-body.js';
import { Stopper } from './stopper.js';

export interface ServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly limits: HttpLimits;
  /** Hears of every failure that is ours. */
  readonly onFault: (error: unknown) => void;
}

/** How often node looks for requests that take too long, and we do. */
const CHECK_EVERY_MS = 500;
/** How much later than its time a wait may end, as a share of it. */
const LATENESS = 0.1;
/** A wait is known from the first look on, and is over at one: it may last two looks longer. */
const LOOKS = 2;
const MAX_HEADERS = 100;

/** A connection and the requests on it. They are worked on one after the other, so that no client gets ahead by not waiting. */
interface Line {
  /** The first is being worked on. */
  readonly exchanges: Exchange[];
  readonly stopper: Stopper;
  /** What followed the last one made no sense, or was too much. */
  broken: boolean;
  /** Is told so. */
  tooMany?: Exchange;
}

/** An HTTP server that no client can hold up, fill up or bring down: every wait and every size has a limit. */
export class GuardedServer {
  readonly #handler: HttpHandler;
  readonly #options: ServerOptions;
  readonly #server: Server;
  readonly #budget: ByteBudget;
  /** Of all connections, in the order of their last request. */
  readonly #lines = new Map<Socket, Line>();
  readonly #exchanges = new Set<Exchange>();
  /** With a first request that nobody works on yet. */
  readonly #ready: Line[] = [];
  /** A Host header that was found to be ours; most clients send the same. */
  #ownName: string | undefined;
  #closing: Promise<void> | undefined;

  private constructor(handler: HttpHandler, options: ServerOptions) {
    const { limits } = options;
    this.#handler = handler;
    this.#options = options;
    this.#budget = new ByteBudget(limits.maxBufferedBytes);
    this.#server = createServer({
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      noDelay: true,
    });
    this.#server.maxHeadersCount = MAX_HEADERS;
    // A client may say that it has sent all, and still wait for its answer.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    this.#server.on('connection', (socket) => this.#admit(socket));
    this.#server.on('request', (request, response) => this.#enqueue(request, response, false));
    this.#server.on('checkContinue', (request, response) => this.#enqueue(request, response, true));
    this.#server.on('clientError', (error, socket) => this.#onBroken(error, socket as Socket));
  }

  /** @throws UserError E_SERVE_ADDRESS · PlatformError E_PORT_TAKEN, E_PORT_FORBIDDEN */
  static async start(handler: HttpHandler, options: ServerOptions): Promise<GuardedServer> {
    const server = new GuardedServer(handler, options);
    await server.#listen();
    return server;
  }

  /** Where clients of this machine reach it. */
  get url(): string {
    const { host } = this.#options;
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? this.#options.port;
  }

  /** Requests that are being read, worked on or answered. */
  get requests(): number {
    return this.#exchanges.size;
  }

  get connections(): number {
    return this.#lines.size;
  }

  /** Bytes of bodies at hand. */
  get bufferedBytes(): number {
    return this.#budget.heldBytes;
  }

  /** Accepts nothing new, answers what is at hand, and after the time of grace lets go of the rest. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      const timer = setTimeout(() => {
        for (const exchange of this.#exchanges) exchange.stop(new ClientGone());
        this.#server.closeAllConnections();
      }, this.#options.limits.graceMs);
      this.#server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      // Connections that wait for a request, or for the rest of its headers.
      for (const [socket, { exchanges }] of this.#lines) if (exchanges.length === 0) socket.destroy();
    });
    return this.#closing;
  }

  #listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.removeAllListeners('error');
        this.#server.on('error', this.#options.onFault);
        this.#watchTime();
        resolve();
      });
    }).catch((error: NodeJS.ErrnoException) => {
      throw listenError(error, host, port);
    });
  }

  /** Where all places are taken, whoever has rested longest makes room; where nobody rests, there is none. */
  #admit(socket: Socket): void {
    if (this.#lines.size >= this.#options.limits.maxConnections) {
      const resting = this.#longestResting();
      (resting ?? socket).destroy();
      if (resting === undefined) return;
      this.#lines.delete(resting);
    }
    const line: Line = { exchanges: [], stopper: new Stopper(), broken: false };
    this.#lines.set(socket, line);
    socket.once('close', () => {
      this.#lines.delete(socket);
      line.exchanges[0]?.stop(new ClientGone());
    });
  }

  /** One look at all requests now and then instead of timers for each. */
  #watchTime(): void {
    const { idleTimeoutMs, answerTimeoutMs } = this.#options.limits;
    const everyMs = Math.min(CHECK_EVERY_MS, Math.ceil((LATENESS / LOOKS) * Math.min(idleTimeoutMs, answerTimeoutMs)));
    const timer = setInterval(() => {
      const nowMs = performance.now();
      for (const exchange of this.#exchanges) exchange.checkTime(nowMs);
    }, everyMs).unref();
    this.#server.once('close', () => clearInterval(timer));
  }

  #longestResting(): Socket | undefined {
    for (const [socket, { exchanges }] of this.#lines) if (exchanges.length === 0) return socket;
    return undefined;
  }

  #enqueue(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const { limits } = this.#options;
    const line = this.#lines.get(request.socket);
    // What is in flight behind the last one that will be answered is never looked at.
    if (line === undefined || line.broken) return;
    // Those that rest longest stand first.
    this.#lines.delete(request.socket);
    this.#lines.set(request.socket, line);
    const { exchanges, stopper } = line;
    const exchange = new Exchange(request, response, { limits, budget: this.#budget, expectsContinue, stopper });
    exchanges.push(exchange);
    if (exchanges.length === 1) this.#workSoon(line);
    if (exchanges.length <= limits.maxPipelined) return;
    line.tooMany = exchange;
    line.broken = true;
    request.socket.pause();
  }

  /** As soon as node has read what all connections have sent: bodies are whole then, and answers go out one right after the other. */
  #workSoon(line: Line): void {
    if (this.#ready.push(line) > 1) return;
    setImmediate(() => {
      for (const one of this.#ready.splice(0)) void this.#workOff(one);
    });
  }

  /** Answers the requests of a connection, one after the other. */
  async #workOff(line: Line): Promise<void> {
    const { exchanges, stopper } = line;
    const isLast = () => exchanges.length === 1 && (line.broken || this.#closing !== undefined);
    for (let exchange = exchanges[0]; exchange !== undefined; exchange = exchanges[0]) {
      stopper.renew();
      this.#exchanges.add(exchange);
      let sent: Eventually<void>;
      try {
        const answer = this.#answer(exchange, line);
        sent = exchange.answer(answer instanceof Promise ? await answer : answer, isLast());
      } catch (error) {
        const isOurs = !(error instanceof ClientGone) && httpStatus(error) === 500;
        if (isOurs) this.#options.onFault(error);
        sent = exchange.fail(error, isLast());
      }
      if (sent instanceof Promise) await sent;
      this.#exchanges.delete(exchange);
      exchanges.shift();
    }
  }

  /** The handler's answer, unless there is a reason not to ask it. */
  #answer(exchange: Exchange, line: Line): Eventually<HttpAnswer> {
    // Nobody is left to be answered, however many requests came before.
    if (exchange.isClientGone) throw new ClientGone();
    if (exchange === line.tooMany) throw tooManyAtOnce(this.#options.limits.maxPipelined);
    this.#refuseForeignName(exchange.header('host'));
    return this.#handler(exchange);
  }

  #refuseForeignName(name: string): void {
    const { host } = this.#options;
    if (name === this.#ownName || !isLoopback(host)) return;
    if (isOwnName(name, host)) {
      this.#ownName = name;
      return;
    }
    const message = 'The Host header names another machine. Use localhost or 127.0.0.1, or serve with --host.';
    throw new UserError('E_HTTP_HOST', message);
  }

  /** Where a request is being answered, its answer comes first, and is the last on this connection. */
  #onBroken(error: NodeJS.ErrnoException, socket: Socket): void {
    const line = this.#lines.get(socket);
    if (line?.exchanges[0]?.isAnswered === true) socket.destroy();
    else if (line?.exchanges[0]?.isReceived === true) line.broken = true;
    else answerBrokenRequest(error, socket);
  }
}

function tooManyAtOnce(maxPipelined: number): PlatformError {
  return new PlatformError('E_BUSY', `More than ${maxPipelined} requests on one connection wait for their answers.`);
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const address = `${host}:${port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new PlatformError('E_PORT_TAKEN', `Something else listens on ${address} already.`, {
        hint: 'Choose another --port; 0 takes any that is free.',
        cause: error,
      });
    case 'EACCES':
      return new PlatformError('E_PORT_FORBIDDEN', `This user may not listen on ${address}.`, {
        hint: 'Choose a --port from 1024 on.',
        cause: error,
      });
    case 'ERR_SOCKET_BAD_PORT':
      return new UserError('E_SERVE_ADDRESS', `There is no port ${port}.`, {
        hint: 'Ports go up to 65535.',
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new UserError('E_SERVE_ADDRESS', `This machine has no address ${host}.`, { cause: error });
    default:
      return error;
  }
}
