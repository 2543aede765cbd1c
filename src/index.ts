/** The public names of indexsim. */
export { Simulator } from './simulator.ts'
export type { Clock, DocumentFilter, TraceView } from './simulator.ts'
export type { RunAccount, RunOptions } from './host/run-options.ts'
export type {
  CallSubject,
  ClockOption,
  KendraOptions,
  LimitOptions,
  MsOption,
  PapiOptions,
  QuotaOptions,
  SimulatorOptions,
  WorkerOptions,
} from './options.ts'
export type { Snapshot } from './snapshot.ts'
export type { Duration } from './input/duration.ts'
export type {
  AddedFaultRule,
  CrashOptions,
  DocumentFaultOptions,
  DropReplyOptions,
  FailOptions,
  Faults,
  FlapOptions,
  OutageOptions,
  ThrottleOptions,
} from './faults/faults.ts'
export { FaultPlan, type FaultPlanJson } from './faults/fault-plan.ts'
export type { FaultProfile } from './faults/fault-profiles.ts'
export type {
  CheckedFaultRule,
  EffectInput,
  FaultRuleInput,
  Operation,
  SpanInput,
  TextMatchInput,
} from './faults/fault-schema.ts'
export type { FaultCandidate, FaultPhase, FaultRule, FaultStats, TextMatch } from './core/fault-rule.ts'
export type { IndexingSubject } from './core/indexing-plan.ts'
export type { Failure, Phase, RevisionOperation } from './core/revision-table.ts'
export type { DocumentView, FaultIncident, RevisionView } from './document-view.ts'
export type { Finding } from './audit/audit.ts'
export type { FindingOf } from './audit/finding.ts'
export type { CallRecord, OverlookedMember } from './core/call-log.ts'
export type { TraceLine } from './core/trace-event.ts'
export type { Analysis, ContentFormat, DocumentPart } from './core/indexer.ts'
export {
  compareToSource,
  describeComparison,
  matchesSource,
  type ExcusedDifference,
  type SourceComparison,
  type SourceDifference,
  type SourceDocument,
} from './testing/compare-source.ts'
export type { Excuse } from './testing/excuse.ts'
export { matchers, type SimulatorMatchers } from './testing/matchers/matchers.ts'
export type { MatcherContext, MatcherResult } from './testing/matchers/matcher.ts'
export type { ReceivedOptions } from './testing/matchers/call-matchers.ts'
export { explore, type Exploration } from './testing/explore.ts'
export { replay, type Replay } from './testing/replay.ts'
export { ExplorationError, ReplayDivergedError } from './testing/exploration-error.ts'
export type { ExploredOptions, ExploreOptions, FaultMix, Invariant } from './testing/explore-options.ts'
export type { Scenario, ScenarioContext, Source } from './testing/scenario.ts'
export type { DocumentDrawing, DrawnDocument } from './testing/drawn-documents.ts'
export type { RunFailure } from './testing/run-failure.ts'
export { checkTrace } from './testing/well-formed-trace.ts'
export {
  ConfigurationError,
  SimulationLimitError,
  SimulationStalledError,
  SimulatorClosedError,
  SnapshotError,
  UnfiredFaultError,
  WorkerPoolError,
} from './core/errors.ts'
export type { Fetch } from './facades/http/create-fetch.ts'
export type { Kendra, KendraCommand, MetadataBearer } from './facades/kendra/kendra.ts'
export type { KendraOperation } from './facades/kendra/operation-names.ts'
export type { AccountName } from './facades/kendra/kendra-account.ts'
export type { S3Bucket } from './facades/kendra/s3-objects.ts'
export type { InputOf, OutputOf } from './facades/kendra/operations/operations.ts'
export type { ClientConfig, ClientCredentials, ClientOptions } from './facades/kendra/wire/client-config.ts'
export type { KendraRequestHandler } from './facades/kendra/wire/request-handler.ts'
export type { NewDataSource, NewIndex } from './facades/kendra/kendra-index.ts'
export type {
  BatchDeleteDocumentRequest,
  BatchDeleteDocumentResponse,
  BatchGetDocumentStatusRequest,
  BatchGetDocumentStatusResponse,
  BatchPutDocumentRequest,
  BatchPutDocumentResponse,
  ContentType,
  Document,
  DocumentAttribute,
  DocumentAttributeValue,
  DocumentInfo,
  ErrorCode,
  Principal,
  S3Path,
  Status,
} from './facades/kendra/shapes/document-shapes.ts'
export type { DocumentAttributeValueType } from './facades/kendra/document-attributes.ts'
export type { IndexEdition } from './facades/kendra/shapes/index-shapes.ts'
export type {
  DataSourceSyncJob,
  DataSourceSyncJobMetrics,
  DataSourceSyncJobStatus,
} from './facades/kendra/shapes/sync-job-shapes.ts'
export {
  AccessDeniedException,
  ConflictException,
  InternalServerException,
  InvalidRequestException,
  KendraServiceException,
  ResourceAlreadyExistException,
  ResourceInUseException,
  ResourceNotFoundException,
  ResourceUnavailableException,
  ServiceQuotaExceededException,
  ThrottlingException,
  ValidationException,
} from './facades/kendra/service-exception.ts'
export type { Papi } from './facades/papi/papi.ts'
export type { PapiConnector } from './facades/papi/papi-connector.ts'
export type { PapiDocument, PapiPart, PapiUpdate } from './facades/papi/papi-document.ts'
export type { CheckpointInfo, EnumerationMode, PushApi, SyncedEntry } from './facades/papi/push-api.ts'
export { DocumentStatus } from './facades/papi/document-status.ts'
export {
  PushAPIException,
  PushAPISessionExistsException,
  PushAPISessionNotFoundException,
} from './facades/papi/push-api-exception.ts'
export { createHttpPushApi, type HttpPushApiOptions } from './facades/papi/wire/http-push-api.ts'
export { formatStatusLines, parseStatusLines } from './facades/papi/wire/status-lines.ts'
export { runLoad } from './testing/load/run-load.ts'
export type { LoadOptions, LoadProgress } from './testing/load/load-options.ts'
export type { LoadContext, LoadScenario } from './testing/load/load-scenario.ts'
export type { ClosedStage, LoadStage, OpenStage, Ramp } from './testing/load/load-stage.ts'
export type {
  LoadContent,
  LoadDocument,
  LoadDocumentOptions,
  LoadFormat,
} from './testing/load/load-documents.ts'
export type { AskStates, DocumentState } from './testing/load/watched-documents.ts'
export type { IndexingReport, Latencies, LoadReport, LoadWindow } from './testing/load/load-report.ts'
export {
  type KendraPushOptions,
  type KendraPuts,
  type Patience,
  pushToKendra,
  pushToPapi,
} from './testing/load/push-documents.ts'
export {
  type Forecast,
  forecast,
  type ForecastOptions,
  type ForecastProgress,
  type ForecastTarget,
  type Rehearsal,
} from './testing/load/forecast.ts'
export { renderForecastText, renderLoadText } from './testing/load/report/load-text.ts'
export { renderForecastPage, renderLoadPage } from './testing/load/report/load-page.ts'
