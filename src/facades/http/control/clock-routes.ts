/** Routes of the run as a whole: its clock, its crashes and its snapshots. */
import { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import { type Duration, durationSchema } from '../../../input/duration.ts'
import type { Route } from './route.ts'

const noBody = whenAsked(() => z.strictObject({}, 'an empty object'))
const done = whenAsked(() =>
  z.strictObject({
    now: z.number().describe('The simulated instant, in milliseconds since the epoch.'),
  }),
)
/** Checked where it is loaded. */
const snapshot = whenAsked(() => z.looseObject({}))

export const clockRoutes = (): readonly Route[] => [
  {
    method: 'GET',
    path: 'health',
    summary: 'Whether the simulator is there, and which it is.',
    reply: z.strictObject({ status: z.literal('ok'), seed: z.int(), now: z.number() }),
    answer: ({ sim }) => ({ status: 'ok', seed: sim.seed, now: sim.clock.now() }),
  },
  {
    method: 'GET',
    path: 'clock',
    summary: 'The simulated instant. Reading it never moves it.',
    reply: z.strictObject({ now: z.number(), iso: z.string() }),
    answer: ({ sim }) => ({ now: sim.clock.now(), iso: new Date(sim.clock.now()).toISOString() }),
  },
  {
    method: 'POST',
    path: 'clock/advance',
    summary: 'Lets simulated time go on by so much, everything at the last instant included.',
    body: z.strictObject({ by: durationSchema }, 'an object { by }'),
    reply: done(),
    answer: async ({ sim, body }) => {
      await sim.clock.advance((body as { by: Duration }).by)
      return { now: sim.clock.now() }
    },
  },
  {
    method: 'POST',
    path: 'clock/settle',
    summary: 'Runs simulated time until nothing is pending.',
    body: noBody(),
    isBodyOptional: true,
    reply: done(),
    answer: async ({ sim }) => {
      await sim.settle()
      return { now: sim.clock.now() }
    },
  },
  {
    method: 'POST',
    path: 'restart',
    summary: 'Lets the services crash and come back, at once.',
    body: noBody(),
    isBodyOptional: true,
    reply: done(),
    answer: ({ sim }) => {
      sim.restart()
      return { now: sim.clock.now() }
    },
  },
  {
    method: 'POST',
    path: 'reset',
    summary: 'Goes back to the first instant: no index, no connector, no document, no call.',
    body: noBody(),
    isBodyOptional: true,
    reply: done(),
    answer: ({ sim }) => {
      sim.reset()
      return { now: sim.clock.now() }
    },
  },
  {
    method: 'GET',
    path: 'snapshot',
    summary: 'The run as it stands, as JSON. Refused while calls are in flight.',
    reply: snapshot(),
    answer: ({ sim }) => sim.snapshot(),
  },
  {
    method: 'POST',
    path: 'restore',
    summary: 'Goes on where a snapshot of a simulator with the same options was taken.',
    body: snapshot(),
    reply: done(),
    answer: ({ sim, body }) => {
      sim.resume(body as never)
      return { now: sim.clock.now() }
    },
  },
]
