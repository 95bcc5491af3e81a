import type { Socket } from 'node:net';
import type { Connection } from '../commands/context.ts';
import { FrameReader, ProtocolError, parseFrame, type Request } from './frames.ts';

/** Replies that a client hasn't read; beyond it the connection is closed. */
const MAX_UNREAD_BYTES = 256 * 1024 * 1024;
/** Beyond it no more requests of that client are read until it has taken its replies. */
const HIGH_WATER_BYTES = 4 * 1024 * 1024;
/** Requests that a client may send ahead of their answers. */
const MAX_AHEAD = 64;

/** One connection: frames in, replies out, one command at a time. A client that is slow or floods is held back; it holds nobody else. */
export class Client implements Connection {
  readonly id: number;
  /** Came through the UNIX socket. */
  readonly local: boolean;
  appName: string | undefined;
  /** A command of this client runs or waits: the next one has to wait as well. */
  busy = false;
  /** Stands among those whose turn it is. */
  queued = false;
  private readonly socket: Socket;
  private readonly requests: Request[] = [];

  constructor(id: number, socket: Socket, local: boolean, onRequest: (client: Client) => void) {
    this.id = id;
    this.socket = socket;
    this.local = local;
    const reader = new FrameReader();
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk, (frame) => this.requests.push(parseFrame(frame)));
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        socket.destroy();
        return;
      }
      if (this.requests.length > MAX_AHEAD) socket.pause();
      onRequest(this);
    });
    socket.on('drain', () => this.resume());
    socket.on('error', () => socket.destroy());
  }

  get gone(): boolean {
    return this.socket.destroyed;
  }

  get hasRequest(): boolean {
    return this.requests.length > 0;
  }

  take(): Request | undefined {
    const request = this.requests.shift();
    if (this.socket.isPaused()) this.resume();
    return request;
  }

  private resume(): void {
    if (this.requests.length <= MAX_AHEAD && this.socket.writableLength <= HIGH_WATER_BYTES) this.socket.resume();
  }

  write(reply: Buffer): void {
    this.socket.write(reply);
    if (this.socket.writableLength > MAX_UNREAD_BYTES) this.socket.destroy();
    else if (this.socket.writableLength > HIGH_WATER_BYTES) this.socket.pause();
  }

  close(): void {
    this.socket.destroy();
  }
}
