-- The results database, schema version 1. Built-in SQL functions only, so that any SQLite since 3.37, pandas, DuckDB and Datasette
-- read it as it is. Who owns a table says what a rebuild from the journals brings back:
--   owned by the journals: what happened inside a trial; dropped and read again from the journals, they come back row for row
--   owned by the database: the questions, the queue, and what a person added; nothing else knows it
-- Times are Unix milliseconds. Losses are in nats per token. A metric value that is no number is NULL with a `nonfinite` code.

CREATE TABLE schema_migration(  -- owned by the database: which version was made when
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_ms INTEGER NOT NULL
) STRICT;

-- A spec under which conditions it ran (device, dtype, threads, LibTorch, data). Another spec or other conditions under the same name
-- are another revision, so no table ever mixes them. The latest revision is the one that was asked for last.
CREATE TABLE experiment(  -- owned by the database
  experiment_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK(revision >= 1),
  spec_sha256 TEXT NOT NULL,
  spec_textproto TEXT NOT NULL,
  conditions TEXT NOT NULL,
  question TEXT NOT NULL,
  hypothesis TEXT NOT NULL,
  primary_metric TEXT NOT NULL,
  goal TEXT NOT NULL CHECK(goal IN ('MINIMIZE', 'MAXIMIZE')),
  equivalence_margin REAL NOT NULL,
  num_seeds INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  asked_ms INTEGER NOT NULL,
  UNIQUE(name, revision),
  UNIQUE(name, spec_sha256, conditions)
) STRICT;

CREATE TABLE arm(  -- owned by the database: one of the things an experiment compares
  arm_id INTEGER PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  is_baseline INTEGER NOT NULL CHECK(is_baseline IN (0, 1)),
  fingerprint TEXT NOT NULL,
  config_textproto TEXT NOT NULL,
  UNIQUE(experiment_id, name),
  UNIQUE(experiment_id, position)
) STRICT;
CREATE UNIQUE INDEX arm_one_baseline ON arm(experiment_id) WHERE is_baseline = 1;
CREATE INDEX arm_fingerprint ON arm(fingerprint);

CREATE TABLE arm_field(  -- owned by the database: the resolved configuration of an arm, one row a field
  arm_id INTEGER NOT NULL REFERENCES arm ON DELETE CASCADE,
  path TEXT NOT NULL,
  value ANY,
  PRIMARY KEY(arm_id, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX arm_field_by_value ON arm_field(path, value);

CREATE TABLE dataset(  -- owned by the journals: the data a trial saw
  dataset_id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE trial(  -- owned by the journals but for `state` of what never ran: one training run; `identity` says which
  trial_id INTEGER PRIMARY KEY,
  identity TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL,
  seed INTEGER NOT NULL,
  replicate INTEGER NOT NULL,
  dataset_id INTEGER NOT NULL REFERENCES dataset,
  config_textproto TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'QUEUED'
    CHECK(state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'DIVERGED', 'FAILED', 'LOST', 'CANCELLED')),
  reason TEXT NOT NULL DEFAULT '',
  attempt_id INTEGER REFERENCES attempt  -- the one that counts: the latest with a result, without any the latest
) STRICT;
CREATE INDEX trial_state ON trial(state);

CREATE TABLE cell(  -- owned by the database: which trial answers for (arm, seed, replicate); trials are shared between experiments
  arm_id INTEGER NOT NULL REFERENCES arm ON DELETE CASCADE,
  seed INTEGER NOT NULL,
  replicate INTEGER NOT NULL,
  trial_id INTEGER REFERENCES trial,  -- NULL: planned, but nobody has asked for this seed yet
  PRIMARY KEY(arm_id, seed, replicate)
) STRICT, WITHOUT ROWID;
CREATE INDEX cell_trial ON cell(trial_id);

CREATE TABLE code(  -- owned by the journals: the program that ran
  code_id INTEGER PRIMARY KEY,
  executable_sha256 TEXT NOT NULL,
  git_revision TEXT NOT NULL,  -- '' where unknown
  git_dirty INTEGER NOT NULL CHECK(git_dirty IN (0, 1)),
  compiler TEXT NOT NULL,
  libtorch TEXT NOT NULL,
  UNIQUE(executable_sha256, git_revision, git_dirty, compiler, libtorch)
) STRICT;

CREATE TABLE host(  -- owned by the journals: the machine since it was started
  host_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  cpu TEXT NOT NULL,
  UNIQUE(name, boot_id, cpu)
) STRICT;

CREATE TABLE attempt(  -- owned by the journals: one try at a trial; never overwritten, a later one only supersedes it
  attempt_id INTEGER PRIMARY KEY,
  trial_id INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK(number >= 1),
  state TEXT NOT NULL CHECK(state IN ('RUNNING', 'SUCCEEDED', 'DIVERGED', 'FAILED', 'LOST', 'CANCELLED')),
  reason TEXT NOT NULL DEFAULT '',
  code_id INTEGER REFERENCES code,
  host_id INTEGER REFERENCES host,
  device_kind TEXT,
  device_name TEXT,
  dtype TEXT,
  num_threads INTEGER,
  num_parameters INTEGER,
  flops_per_token REAL,
  attention_kernel TEXT,
  started_ms INTEGER,   -- of the first record
  ended_ms INTEGER,     -- of the last record, once there is a footer
  num_steps INTEGER,
  num_tokens INTEGER,
  startup_seconds REAL,
  train_seconds REAL,
  evaluate_seconds REAL,
  journal_seconds REAL,
  peak_bytes INTEGER,
  journal_path TEXT NOT NULL UNIQUE,           -- relative to the folder of the database
  journal_offset INTEGER NOT NULL DEFAULT 0,   -- bytes of it that are in these tables
  journal_records INTEGER NOT NULL DEFAULT 0,
  journal_error TEXT NOT NULL DEFAULT '',      -- why the rest of it cannot be read
  UNIQUE(trial_id, number)
) STRICT;

CREATE TABLE claim(  -- owned by the database: which runner started an attempt, and how its process ended
  attempt_id INTEGER PRIMARY KEY REFERENCES attempt ON DELETE CASCADE,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  pid_namespace TEXT NOT NULL,
  runner_pid INTEGER NOT NULL,
  runner_start INTEGER NOT NULL,  -- of the process, in clock ticks since boot: a pid alone may be used again
  worker_pid INTEGER NOT NULL,
  worker_start INTEGER NOT NULL,
  claimed_ms INTEGER NOT NULL,
  beat_ms INTEGER NOT NULL,
  ended_ms INTEGER
) STRICT;

CREATE TABLE metric(  -- owned by the journals
  metric_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE metric_point(  -- owned by the journals: one value
  attempt_id INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
  metric_id INTEGER NOT NULL REFERENCES metric,
  step INTEGER NOT NULL,
  value REAL,
  nonfinite INTEGER NOT NULL DEFAULT 0 CHECK(nonfinite IN (0, 1, 2, 3)),  -- 1 NaN, 2 +infinity, 3 -infinity
  wall_ms INTEGER NOT NULL,
  PRIMARY KEY(attempt_id, metric_id, step),
  CHECK((value IS NULL) = (nonfinite <> 0))
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_summary(  -- owned by the journals: what tables need of a metric, without reading its points
  attempt_id INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
  metric_id INTEGER NOT NULL REFERENCES metric,
  num_points INTEGER NOT NULL,
  num_nonfinite INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  last_value REAL,  -- NULL where the last value is not finite
  min_value REAL, min_step INTEGER,
  max_value REAL, max_step INTEGER,
  PRIMARY KEY(attempt_id, metric_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE undefined_metric(  -- owned by the journals: a metric without meaning for this trial, and why
  attempt_id INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
  metric_id INTEGER NOT NULL REFERENCES metric,
  reason TEXT NOT NULL,
  PRIMARY KEY(attempt_id, metric_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifact(  -- owned by the journals: a file that an attempt left
  attempt_id INTEGER NOT NULL REFERENCES attempt ON DELETE CASCADE,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,  -- relative to the folder of the database
  sha256 TEXT NOT NULL,
  num_bytes INTEGER NOT NULL,
  PRIMARY KEY(attempt_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE event(  -- owned by the database: every change of a trial's state
  event_id INTEGER PRIMARY KEY,
  trial_id INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  time_ms INTEGER NOT NULL,
  old_state TEXT NOT NULL,
  new_state TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX event_trial ON event(trial_id);

CREATE TABLE tag(  -- owned by the database: a person's label of a trial
  trial_id INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(trial_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE note(  -- owned by the database: what a person wrote about an experiment or a trial
  note_id INTEGER PRIMARY KEY,
  experiment_id INTEGER REFERENCES experiment ON DELETE CASCADE,
  trial_id INTEGER REFERENCES trial ON DELETE CASCADE,
  time_ms INTEGER NOT NULL,
  text TEXT NOT NULL,
  CHECK((experiment_id IS NULL) <> (trial_id IS NULL))
) STRICT;

-- Views. Each comes twice: v_x_all has every revision of every experiment, v_x only the revision of each name that was asked for last.
-- All start with (experiment_id, experiment, revision, is_latest), so `WHERE experiment = 'positions'` works on every one.

CREATE VIEW v_cells_all AS  -- one row a cell, with what the attempt that counts says
SELECT e.experiment_id, e.name AS experiment, e.revision,
       e.experiment_id = (SELECT x.experiment_id FROM experiment x WHERE x.name = e.name
                          ORDER BY x.asked_ms DESC, x.revision DESC LIMIT 1) AS is_latest,
       a.arm_id, a.position, a.name AS arm, a.is_baseline, c.seed, c.replicate,
       t.trial_id, t.identity, coalesce(t.state, 'ABSENT') AS state, coalesce(t.reason, '') AS reason, t.attempt_id, t.dataset_id
FROM experiment e JOIN arm a USING(experiment_id) JOIN cell c USING(arm_id) LEFT JOIN trial t USING(trial_id);
CREATE VIEW v_cells AS SELECT * FROM v_cells_all WHERE is_latest;

CREATE VIEW v_trials_all AS  -- one row a cell: state, machine, program, cost
SELECT v.experiment_id, v.experiment, v.revision, v.is_latest, v.arm, v.is_baseline, v.seed, v.replicate, v.state, v.reason,
       (SELECT count(*) FROM attempt n WHERE n.trial_id = v.trial_id) AS attempts,
       p.num_steps, p.num_tokens, p.num_parameters, p.startup_seconds, p.train_seconds, p.evaluate_seconds, p.journal_seconds,
       p.peak_bytes, p.device_kind, p.device_name, p.dtype, p.num_threads, p.attention_kernel, h.name AS host,
       k.executable_sha256, k.git_revision, k.git_dirty, k.libtorch, d.digest AS data_digest, v.trial_id, v.identity, p.journal_path
FROM v_cells_all v LEFT JOIN attempt p USING(attempt_id) LEFT JOIN host h USING(host_id) LEFT JOIN code k USING(code_id)
     LEFT JOIN dataset d USING(dataset_id);
CREATE VIEW v_trials AS SELECT * FROM v_trials_all WHERE is_latest;

CREATE VIEW v_final_all AS  -- the last value of every metric of every cell that succeeded
SELECT v.experiment_id, v.experiment, v.revision, v.is_latest, v.arm_id, v.arm, v.is_baseline, v.seed, v.replicate,
       m.name AS metric, s.last_step, s.last_value, s.min_value, s.min_step, s.max_value, s.max_step, v.trial_id
FROM v_cells_all v JOIN metric_summary s USING(attempt_id) JOIN metric m USING(metric_id) WHERE v.state = 'SUCCEEDED';
CREATE VIEW v_final AS SELECT * FROM v_final_all WHERE is_latest;

CREATE VIEW v_arm_stats_all AS  -- mean and sample variance over seeds; num_planned shows what is missing behind a mean
SELECT experiment_id, experiment, revision, is_latest, arm, is_baseline, metric, count(last_value) AS n,
       (SELECT count(*) FROM cell c WHERE c.arm_id = f.arm_id AND c.replicate = 0) AS num_planned, avg(last_value) AS mean,
       CASE WHEN count(last_value) > 1 THEN sum((last_value - mean_of_arm) * (last_value - mean_of_arm)) / (count(last_value) - 1) END
         AS variance,
       min(last_value) AS lowest, max(last_value) AS highest
FROM (SELECT *, avg(last_value) OVER (PARTITION BY arm_id, metric) AS mean_of_arm FROM v_final_all WHERE replicate = 0) f
GROUP BY experiment_id, arm_id, metric;
CREATE VIEW v_arm_stats AS SELECT * FROM v_arm_stats_all WHERE is_latest;

CREATE VIEW v_paired_all AS  -- every arm against the baseline, seed by seed
SELECT x.experiment_id, x.experiment, x.revision, x.is_latest, x.arm, x.metric, x.seed, x.last_value AS value,
       b.last_value AS baseline, x.last_value - b.last_value AS delta
FROM v_final_all x JOIN v_final_all b ON b.experiment_id = x.experiment_id AND b.is_baseline = 1 AND b.seed = x.seed
     AND b.metric = x.metric AND b.replicate = 0
WHERE x.is_baseline = 0 AND x.replicate = 0;
CREATE VIEW v_paired AS SELECT * FROM v_paired_all WHERE is_latest;

CREATE VIEW v_curve_all AS  -- every logged value of the attempt that counts
SELECT v.experiment_id, v.experiment, v.revision, v.is_latest, v.arm, v.seed, v.replicate, v.state, m.name AS metric, p.step, p.value,
       p.nonfinite, p.wall_ms
FROM v_cells_all v JOIN metric_point p USING(attempt_id) JOIN metric m USING(metric_id);
CREATE VIEW v_curve AS SELECT * FROM v_curve_all WHERE is_latest;

CREATE VIEW v_missing_all AS  -- cells without a result, and why
SELECT experiment_id, experiment, revision, is_latest, arm, seed, replicate, state, reason, trial_id
FROM v_cells_all WHERE state <> 'SUCCEEDED';
CREATE VIEW v_missing AS SELECT * FROM v_missing_all WHERE is_latest;

CREATE VIEW v_drift_all AS  -- more than 1 in a column: results of an experiment that were not made alike
SELECT v.experiment_id, v.experiment, v.revision, v.is_latest, count(DISTINCT k.executable_sha256) AS executables,
       count(DISTINCT k.git_revision || k.git_dirty) AS git_revisions, count(DISTINCT p.device_kind || p.device_name) AS devices,
       count(DISTINCT p.dtype) AS dtypes, count(DISTINCT p.num_threads) AS thread_counts, count(DISTINCT k.libtorch) AS libtorches,
       count(DISTINCT v.dataset_id) AS datasets, count(DISTINCT h.cpu) AS cpus
FROM v_cells_all v JOIN attempt p USING(attempt_id) LEFT JOIN code k USING(code_id) LEFT JOIN host h USING(host_id)
WHERE v.state = 'SUCCEEDED' GROUP BY v.experiment_id;
CREATE VIEW v_drift AS SELECT * FROM v_drift_all WHERE is_latest;
