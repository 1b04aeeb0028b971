// A fetch whose first attempt asks the emulator for a 429; the library must send the second by itself.
export function failOnce() {
  const state = {
    attempts: 0,
    fetch(url, init) {
      const headers = new Headers(init.headers);
      if (state.attempts++ === 0) headers.set('X-Emulator-Fault', '429');
      return fetch(url, { ...init, headers });
    },
  };
  return state;
}
