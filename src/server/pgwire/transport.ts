/** What carries a client's bytes: a socket, a socket under TLS, or a stream in this process. */
export interface Transport {
  /** True: the bytes have been taken over already, and may be changed. */
  write(bytes: Buffer): boolean;
  /** The client reads more slowly than we write; `drained` of the connection is called when that is over. */
  isFull(): boolean;
  end(): void;
  /** Stops and starts the arrival of bytes, so that a client that only sends does not fill memory. */
  pause(): void;
  resume(): void;
  /** Goes on over TLS; absent: it cannot be had. */
  encrypt?(): void;
}
