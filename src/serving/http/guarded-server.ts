import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PlatformError, UserError } from '../../errors.js';
import { httpStatus } from '../http-status.js';
import { answerBrokenRequest } from './broken-request.js';
import { Exchange } from './exchange.js';
import { ByteBudget } from './gate.js';
import type { HttpHandler } from './handler.js';
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
const MAX_HEADERS = 100;

/** A connection and the requests on it. They are worked on one after the other, so that no client gets ahead by not waiting. */
interface Line {
  pending: number;
  /** Settles when the last request so far is answered. */
  tail: Promise<void>;
  /** The request at the head. */
  exchange: Exchange | undefined;
  readonly stopper: Stopper;
  /** What followed it made no sense. */
  broken: boolean;
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
      for (const [socket, { pending }] of this.#lines) if (pending === 0) socket.destroy();
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
    const line: Line = {
      pending: 0,
      tail: Promise.resolve(),
      exchange: undefined,
      stopper: new Stopper(),
      broken: false,
    };
    this.#lines.set(socket, line);
    socket.once('close', () => {
      this.#lines.delete(socket);
      line.exchange?.stop(new ClientGone());
    });
  }

  /** One look at all requests now and then instead of timers for each. */
  #watchTime(): void {
    const { idleTimeoutMs, answerTimeoutMs } = this.#options.limits;
    const everyMs = Math.min(CHECK_EVERY_MS, Math.ceil(LATENESS * Math.min(idleTimeoutMs, answerTimeoutMs)));
    const timer = setInterval(() => {
      const nowMs = performance.now();
      for (const exchange of this.#exchanges) exchange.checkTime(nowMs);
    }, everyMs).unref();
    this.#server.once('close', () => clearInterval(timer));
  }

  #longestResting(): Socket | undefined {
    for (const [socket, { pending }] of this.#lines) if (pending === 0) return socket;
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
    const { stopper } = line;
    const exchange = new Exchange(request, response, { limits, budget: this.#budget, expectsContinue, stopper });
    const tooMany = ++line.pending > limits.maxPipelined;
    const work = () => this.#work(exchange, request, line, tooMany);
    line.tail = line.pending === 1 ? work() : line.tail.then(work);
    if (!tooMany) return;
    line.broken = true;
    request.socket.pause();
  }

  async #work(exchange: Exchange, request: IncomingMessage, line: Line, tooMany: boolean): Promise<void> {
    line.exchange = exchange;
    line.stopper.renew();
    this.#exchanges.add(exchange);
    const isLast = () => line.pending === 1 && (line.broken || this.#closing !== undefined);
    try {
      // Nobody is left to be answered, however many requests came before.
      if (request.socket.destroyed) throw new ClientGone();
      if (tooMany) throw tooManyAtOnce(this.#options.limits.maxPipelined);
      this.#refuseForeignName(request);
      await exchange.answer(await this.#handler(exchange), isLast());
    } catch (error) {
      const isOurs = !(error instanceof ClientGone) && httpStatus(error) === 500;
      if (isOurs) this.#options.onFault(error);
      await exchange.fail(error, isLast());
    } finally {
      this.#exchanges.delete(exchange);
      line.exchange = undefined;
      line.pending--;
    }
  }

  #refuseForeignName({ headers }: IncomingMessage): void {
    const { host } = this.#options;
    if (headers.host === this.#ownName || !isLoopback(host)) return;
    if (isOwnName(headers.host, host)) {
      this.#ownName = headers.host;
      return;
    }
    const message = 'The Host header names another machine. Use localhost or 127.0.0.1, or serve with --host.';
    throw new UserError('E_HTTP_HOST', message);
  }

  /** Where a request is being answered, its answer comes first, and is the last on this connection. */
  #onBroken(error: NodeJS.ErrnoException, socket: Socket): void {
    const line = this.#lines.get(socket);
    if (line?.exchange?.isAnswered === true) socket.destroy();
    else if (line?.exchange?.isReceived === true) line.broken = true;
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
