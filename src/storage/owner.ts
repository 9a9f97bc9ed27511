/**
 * Ownership: how copy-on-write knows what may be written in place.
 * Every segment, vector and index node carries the token of the generation that made it; a writer whose current token differs
 * copies that one thing first. A fork gives both sides a fresh token, so from then on neither owns what they share.
 */
let lastToken = 0;

/** One per database; its tables and trees hold a reference, so that a fork changes the token for all of them at once. */
export class Owner {
  token: number;
  constructor() {
    this.token = ++lastToken;
  }
  /** Gives up everything owned until now. */
  renew(): void {
    this.token = ++lastToken;
  }
}

/** The token of what nobody may write in place. */
export const NOBODY = 0;
