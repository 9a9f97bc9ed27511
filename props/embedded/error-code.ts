/** How statements fail: their SQLSTATE, null when they do not. */

export function codeOf(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    return codeIn(error);
  }
}

export function codeOfPromise(running: Promise<unknown>): Promise<string | null> {
  return running.then(() => null, codeIn);
}

function codeIn(error: unknown): string {
  return (error as { readonly code?: string }).code ?? String(error);
}
