// Ten thousand events, none lost, in order, at a thousand a second or more; then the same by way of the spool, and a
// host that sends nonsense. node burst.mjs BURST_EQUIPMENT FOLDER
import { connect } from "node:net";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Host, U1, equal, expect, ids, start } from "./host.mjs";

const [program, folder] = process.argv.slice(2);
const kStarted = 10, kListed = 106, kCount = 10000, kLeastRate = 1000;

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const equipment = await start(program, [join(folder, "spool")]);
let host = new Host(equipment.port);
await host.connect();
await host.define({ [kStarted]: [kListed] });

const numbers = () => host.events.filter((event) => event.id === kStarted).map((event) => Number(event.values[0][0]));
const all = () => host.events.length >= kCount && host.events.at(-1).values?.[0]?.[0] !== undefined;

async function burst() {
  const begin = performance.now();
  equal(await host.command("START", { COUNT: String(kCount) }), 4, "START");
  await host.until(all, 60, `${kCount} events`);
  const seconds = (performance.now() - begin) / 1000;
  expect(numbers().every((number, i) => number === i), "events come in order, none missing, none twice");
  const rate = kCount / seconds;
  expect(rate >= kLeastRate, `${Math.round(rate)} events a second`);
  console.log(`ok ${kCount} events, ${Math.round(rate)} a second`);
}

async function spooled() {
  host.events = [];
  host.answering = false; // the host hangs, then goes away
  equal(await host.command("START", { COUNT: String(kCount) }), 4, "START");
  await new Promise((done) => setTimeout(done, 500));
  await host.close();
  host = new Host(equipment.port);
  await host.connect();
  const begin = performance.now();
  const waiting = (await host.ask(1, 3, ids(10))).value[0].value;
  expect(waiting >= kCount, `${waiting} messages wait`);
  await host.granted(6, 23, U1(0));
  await host.until(all, 60, "the spooled events");
  const rate = kCount / ((performance.now() - begin) / 1000);
  expect(numbers().every((number, i) => number === i), "spooled events come in order, none missing");
  console.log(`ok ${kCount} spooled events, ${Math.round(rate)} a second`);
}

/// Raw bytes from another connection, while no host is connected.
function raw(bytes) {
  return new Promise((done) => {
    const socket = connect(equipment.port, "127.0.0.1", () => socket.write(bytes));
    socket.on("error", () => {});
    socket.on("close", done);
    setTimeout(() => socket.destroy(), 300);
  });
}

async function nonsense() {
  await host.close();
  await raw(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
  await raw(Buffer.from([0, 0, 0, 3, 1, 2, 3]));
  await raw(Buffer.alloc(100000, 0xff));
  host = new Host(equipment.port);
  await host.connect();
  console.log("ok nonsense is survived");
}

await burst();
await spooled();
await nonsense();
await host.close();
equal(await equipment.stop(), 0, "exit code");
process.exit(0);
