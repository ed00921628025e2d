// What the tests of SECS/GEM share: a secs4js host that collects events, small expectations, an equipment as a process.
import { spawn } from "node:child_process";
import { A, B, BOOLEAN, HsmsActiveCommunicator, L, U1, U2 } from "secs4js";

export { A, BOOLEAN, L, U1, U2 };
export const binary = (byte) => B(Buffer.from([byte]));
export const ids = (...list) => L(...list.map((id) => U2(id)));

export function expect(holds, what) {
  if (!holds) throw new Error(`not so: ${what}`);
}
export function equal(found, wanted, what) {
  expect(Object.is(found, wanted), `${what}: wanted ${wanted}, found ${found}`);
}

/// A promise with a time limit: a test never hangs.
export function within(seconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/// The first byte of a binary answer: an acknowledge code.
export function code(item) {
  return Buffer.isBuffer(item.value) ? item.value[0] : item.value;
}

export class Host {
  constructor(port) {
    this.events = []; // {id, values, at}
    this.primaries = [];
    this.waiting = [];
    this.answering = true;
    this.line = new HsmsActiveCommunicator({
      ip: "127.0.0.1", port, deviceId: 0, isEquip: false, timeoutT5: 1, linkTestInterval: 2000,
      log: { enabled: false },
    });
    this.line.on("error", () => {});
    this.line.on("message", (message) => this.take(message));
  }

  take(message) {
    this.primaries.push(message);
    if (message.stream === 6 && message.func === 11) {
      const [, id, reports] = message.body.value;
      this.events.push({ id: id.value, dataId: message.body.value[0].value,
                         values: reports.value.map((report) => report.value[1].value.map((v) => v.value)) });
      if (this.answering) this.line.reply(message, 6, 12, binary(0));
    } else if (message.stream === 5 && message.func === 1) {
      this.line.reply(message, 5, 2, binary(0));
    } else if (message.stream === 1 && message.func === 13) {
      this.line.reply(message, 1, 14, L(binary(0), L()));
    } else if (message.stream === 10 && message.func === 1) {
      this.line.reply(message, 10, 2, binary(0));
    } else if (message.stream === 12 && message.wBit) {
      this.line.reply(message, 12, message.func + 1, binary(0));
    }
    this.waiting = this.waiting.filter(({ holds, done }) => !(holds() && (done(), true)));
  }

  /// Waits until something holds that an incoming message may bring about.
  until(holds, seconds, what) {
    if (holds()) return Promise.resolve();
    return within(seconds, what, new Promise((done) => this.waiting.push({ holds, done })));
  }
  event(id, seconds = 60) {
    return this.until(() => this.events.some((event) => event.id === id), seconds, `event ${id}`)
      .then(() => this.events.find((event) => event.id === id));
  }

  async connect() {
    await within(20, "connection", this.line.open());
    await within(20, "selection", this.line.untilConnected());
    const answer = await this.ask(1, 13, L());
    equal(code(answer.value[0]), 0, "COMMACK");
  }
  /// The body of the reply.
  async ask(stream, func, body) {
    const reply = await within(20, `reply to S${stream}F${func}`, this.line.send(stream, func, true, body));
    equal(`S${reply.stream}F${reply.func}`, `S${stream}F${func + 1}`, "reply");
    return reply.body;
  }
  async granted(stream, func, body) {
    equal(code(await this.ask(stream, func, body)), 0, `acknowledge of S${stream}F${func}`);
  }
  async command(name, parameters = {}) {
    const list = Object.entries(parameters).map(([key, value]) => L(A(key), A(value)));
    return code((await this.ask(2, 41, L(A(name), L(...list)))).value[0]);
  }
  /// Reports of variables, one an event, all of them on.
  async define(events) {
    let report = 1;
    for (const [event, variables] of Object.entries(events)) {
      await this.granted(2, 33, L(U1(0), L(L(U2(report), ids(...variables)))));
      await this.granted(2, 35, L(U1(0), L(L(U2(Number(event)), ids(report)))));
      report += 1;
    }
    await this.granted(2, 37, L(BOOLEAN(true), ids(...Object.keys(events).map(Number))));
  }
  close() {
    return this.line.close();
  }
}

/// Starts a program that says "... ADDRESS:PORT" on its first line.
export async function start(command, args) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => child.kill("SIGKILL")); // a test that fails leaves nothing behind
  let said = "";
  const port = await within(20, "port of the equipment", new Promise((done, failed) => {
    child.stdout.on("data", (data) => {
      said += data;
      const match = said.match(/:(\d+)\n/);
      if (match) done(Number(match[1]));
    });
    child.on("exit", (status) => failed(new Error(`the equipment ended at once with ${status}`)));
  }));
  const ended = new Promise((done) => child.on("exit", (status) => done(status)));
  return { port, child, stop: () => (child.kill("SIGTERM"), within(20, "end of the equipment", ended)) };
}
