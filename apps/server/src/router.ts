import { bibleGenerate } from './procedures/bible-generate.ts'
import { formatsList } from './procedures/formats-list.ts'
import { health } from './procedures/health.ts'
import { modelsAnswer } from './procedures/models-answer.ts'
import { modelsList } from './procedures/models-list.ts'
import { modelsOffer } from './procedures/models-offer.ts'
import { modelsServe } from './procedures/models-serve.ts'
import { runsCancel } from './procedures/runs-cancel.ts'
import { runsCheck } from './procedures/runs-check.ts'
import { runsDelete } from './procedures/runs-delete.ts'
import { runsEdit } from './procedures/runs-edit.ts'
import { runsEstimateRevision } from './procedures/runs-estimate-revision.ts'
import { runsEstimate } from './procedures/runs-estimate.ts'
import { runsEvents } from './procedures/runs-events.ts'
import { runsExport } from './procedures/runs-export.ts'
import { runsGet } from './procedures/runs-get.ts'
import { runsList } from './procedures/runs-list.ts'
import { runsLock } from './procedures/runs-lock.ts'
import { runsPause } from './procedures/runs-pause.ts'
import { runsRedraft } from './procedures/runs-redraft.ts'
import { runsResume } from './procedures/runs-resume.ts'
import { runsRetryPart } from './procedures/runs-retry-part.ts'
import { runsRewrite } from './procedures/runs-rewrite.ts'
import { runsSetBible } from './procedures/runs-set-bible.ts'
import { runsStart } from './procedures/runs-start.ts'
import { scriptsGenerate } from './procedures/scripts-generate.ts'
import { segmentsGenerate } from './procedures/segments-generate.ts'
import { usersAdd } from './procedures/users-add.ts'
import { usersList } from './procedures/users-list.ts'
import { usersRevoke } from './procedures/users-revoke.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  health,
  formats: { list: formatsList },
  models: { list: modelsList, offer: modelsOffer, serve: modelsServe, answer: modelsAnswer },
  bible: { generate: bibleGenerate },
  scripts: { generate: scriptsGenerate },
  segments: { generate: segmentsGenerate },
  runs: {
    start: runsStart,
    get: runsGet,
    list: runsList,
    events: runsEvents,
    cancel: runsCancel,
    pause: runsPause,
    resume: runsResume,
    delete: runsDelete,
    retryPart: runsRetryPart,
    setBible: runsSetBible,
    edit: runsEdit,
    lock: runsLock,
    redraft: runsRedraft,
    rewrite: runsRewrite,
    check: runsCheck,
    export: runsExport,
    estimate: runsEstimate,
    estimateRevision: runsEstimateRevision,
  },
  users: { add: usersAdd, list: usersList, revoke: usersRevoke },
})

export type AppRouter = typeof appRouter
