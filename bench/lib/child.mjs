/** `node child.mjs WORKLOAD PARTY`: one measurement in a process of its own, printed as JSON. */
import { Absent } from './peers.mjs';

const [name, party] = process.argv.slice(2);
const { default: workload } = await import(new URL(`../workloads/${name}.mjs`, import.meta.url).href);
let answer;
try {
  answer = await workload.parties[party]();
} catch (error) {
  answer = error instanceof Absent ? { absent: error.message } : { failed: error.stack };
}
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
