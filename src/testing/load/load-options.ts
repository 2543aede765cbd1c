/** What `runLoad` is told, and its check. */
import { z } from 'zod'
import { whenAsked } from '../../core/when-asked.ts'
import { check } from '../../input/check.ts'
import { type Duration, durationSchema } from '../../input/duration.ts'
import { Simulator } from '../../simulator.ts'
import { type CheckedDocuments, type LoadDocumentOptions, documentsSchema } from './load-documents.ts'
import { type CheckedStage, type LoadStage, stageSchema } from './load-stage.ts'
import type { AskStates } from './watched-documents.ts'

/** What can be seen of a load while it goes on. */
export interface LoadProgress {
  /** Milliseconds of the load's clock. */
  readonly elapsedMs: number
  readonly units: number
  readonly failed: number
  readonly retried: number
  readonly underWay: number
  readonly documents: number
  /** Undefined where there is no end to them. */
  readonly documentsInAll: number | undefined
  readonly medianMs: number
  readonly phase: 'pushing' | 'indexing'
}

export interface LoadOptions<Client> {
  /** What each unit of work is given: `sim.kendra`, a connector of the Push API, an SDK client of either, an HTTP client. */
  readonly client: Client
  /** One after the other. The last one may have no end where there is a number of documents. */
  readonly stages: readonly LoadStage[]
  readonly documents?: LoadDocumentOptions | undefined
  /** Documents that each unit is given; 10 where it is left out, and 0 for units that push none. */
  readonly batch?: number | undefined
  /** The simulator behind the client, if there is one in this process. */
  readonly simulator?: Simulator | undefined
  /**
   * Which clock counts: that of the simulator, where the load is a run (`sim.run`) and repeats, or that of the machine, where
   * the simulator had better follow it too (`clock: 'system'`). Simulated where there is a simulator, else real.
   */
  readonly time?: 'simulated' | 'real' | undefined
  /** Where the documents go, an index id or a connector's name: units find it in their context, and where there is a simulator the report tells how long indexing takes. */
  readonly corpus?: string | undefined
  /** Finds out how documents stand where there is no simulator to look into: asked every half second for 10 that are pending. */
  readonly states?: AskStates | undefined
  /** What all documents and draws come from; 1 where it is left out. */
  readonly seed?: number | undefined
  /** How often a client of a closed loop would ask if answers took no time, for the correction; the median latency where it is left out. */
  readonly expectedMs?: number | undefined
  /** Units of open stages under way at once; those that are due meanwhile begin late, and count from when they were due. 1,000 where it is left out. */
  readonly mostAtOnce?: number | undefined
  /** Units in all; 10 million where it is left out. */
  readonly mostUnits?: number | undefined
  /** How long to wait at the end for documents that are being indexed, on the machine's clock; a minute where it is left out. Simulated time is settled. */
  readonly patience?: Duration | undefined
  /** Ends the load early; what was found out so far is reported. */
  readonly signal?: AbortSignal | undefined
  /** Is told now and then, about four times a second of the machine's. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined
  /** What the report is called. */
  readonly title?: string | undefined
}

export interface CheckedLoad {
  readonly stages: readonly CheckedStage[]
  readonly documents: CheckedDocuments
  readonly batch: number
  readonly simulator?: Simulator | undefined
  readonly time?: 'simulated' | 'real' | undefined
  readonly corpus?: string | undefined
  readonly states?: AskStates | undefined
  readonly seed: number
  readonly expectedMs?: number | undefined
  readonly mostAtOnce: number
  readonly mostUnits: number
  readonly patience?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined
  readonly title: string
}

const FROM_ONE = 'a whole number from 1'
const BATCH = 'a whole number of documents from 0 to 10,000'
const MS = 'milliseconds above 0'
const STAGES = 'a list of stages that is not empty'
const fromOne = whenAsked(() => z.int(FROM_ONE).min(1, FROM_ONE))
const aFunction = <F>(): z.ZodType<F> => z.custom<F>((value) => typeof value === 'function', 'a function')

const schema = whenAsked(() =>
  z
    .strictObject(
      {
        client: z.unknown().refine((client) => client !== undefined, 'what each unit of work is given'),
        stages: z.array(stageSchema(), STAGES).min(1, STAGES),
        documents: documentsSchema().prefault({}),
        batch: z.int(BATCH).min(0, BATCH).max(10_000, BATCH).default(10),
        simulator: z.instanceof(Simulator, { error: 'a Simulator' }).optional(),
        time: z.enum(['simulated', 'real'], "'simulated' or 'real'").optional(),
        corpus: z.string('an index id or a connector name').optional(),
        states: aFunction<AskStates>().optional(),
        seed: z.int('a safe integer').default(1),
        expectedMs: z.number(MS).positive(MS).optional(),
        mostAtOnce: fromOne().default(1_000),
        mostUnits: fromOne().default(10_000_000),
        patience: durationSchema.optional(),
        signal: z.instanceof(AbortSignal, { error: 'an AbortSignal' }).optional(),
        onProgress: aFunction<(progress: LoadProgress) => void>().optional(),
        title: z.string('a text').default('Load'),
      },
      'options of a load',
    )
    .superRefine(({ stages, documents, batch, simulator, time, corpus, states }, context) => {
      const issue = (path: (string | number)[], message: string): void =>
        context.addIssue({ code: 'custom', path, message })
      const hasEnd = documents.count !== Infinity && batch > 0
      for (const [n, { forMs }] of stages.entries()) {
        if (forMs !== Infinity) continue
        if (n < stages.length - 1) issue(['stages', n, 'for'], 'a span, as other stages follow')
        else if (!hasEnd) issue(['stages', n, 'for'], 'a span, as there is no number of documents to push')
      }
      if (simulator === undefined && time === 'simulated')
        issue(['time'], "'real' where no simulator is given")
      if (simulator === undefined && states === undefined && corpus !== undefined)
        issue(['corpus'], 'a simulator beside it to look into, or states to ask for')
    }),
)

export function checkLoad(options: unknown): CheckedLoad {
  return check(schema() as z.ZodType<CheckedLoad>, options, 'runLoad')
}
