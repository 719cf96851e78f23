// The report of the core, as docs/report.schema.json describes it.

export type Decision = "allowed" | "explicitDeny" | "implicitDeny" | "unknown";
export type Severity = "error" | "warning" | "note";
export type Principal =
  | "execution-role"
  | "task-role"
  | "instance-role"
  | "deployer"
  | "ecs-tasks";

/** Lines and columns from 1, columns in characters; start and end in bytes from 0. */
export interface Location {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  start: number;
  end: number;
}

export interface RoleVerdict {
  role: string | null;
  principal: Principal;
  decision: Decision;
  candidate?: true;
}

export interface Call {
  id: string;
  phase: string;
  action: string;
  resource: string;
  principal: Principal;
  decision: Decision;
  required: "yes" | "unknown";
  blocksStart: boolean;
  causeText: string;
  cause?: Location;
  because: Location[];
  missing: string[];
  roles: RoleVerdict[];
}

export type Reach = "reachable" | "blocked" | "unknown";

/** One thing that a packet meets; `text` goes on behind `id`. */
export interface Hop {
  kind: string;
  id: string | null;
  answer: "open" | "blocked" | "unknown";
  text: string;
  location?: Location;
  missing?: Missing[];
}

/** From one subnet that the task may start in. */
export interface NetworkPath {
  from: string | null;
  zone: string | null;
  answer: Reach;
  location?: Location;
  hops: Hop[];
}

export interface Host {
  id: string;
  host: string;
  port: number;
  endpoint: string | null;
  phase: string;
  blocksStart?: boolean;
  required?: "yes" | "unknown";
  causeText?: string;
  cause?: Location;
  answer: Reach;
  paths: NetworkPath[];
}

export interface Network {
  interface: "task" | "instance" | "host" | "unknown";
  hosts: Host[];
}

export interface Task {
  name: string;
  file: string;
  launchType: string;
  launchTypeAssumed: boolean;
  executionRole: string | null;
  taskRole: string | null;
  location?: Location;
  missing: string[];
  calls: Call[];
  network?: Network;
}

/** What is not in the input, and the command that prints it. */
export interface Missing {
  what: string;
  command: string;
}

export interface Finding {
  code: string;
  name: string;
  severity: Severity;
  blocksStart: boolean;
  message: string;
  help: string;
  label?: string;
  missing?: Missing[];
  location?: Location;
  related: { message: string; location?: Location }[];
  fix?: { applicability: "safe" | "unsafe" | "display"; summary: string };
}

export interface Diagnosis {
  message: string;
  id: string;
  phase: string;
  cause: string;
  certainty: "certain" | "likely" | "possible";
  meaning?: string;
  help?: string;
  denied?: {
    action: string;
    resource: string | null;
    principal: string | null;
    policy: string | null;
  };
  caller: string | null;
  comparison?: { files: "agree" | "disagree" | "open"; text: string };
  cure?: { text: string; statement?: object };
  next?: Missing[];
  location: Location;
  findings: number[];
}

export interface Edit {
  start: number;
  end: number;
  text: string;
}

export interface FileEdits {
  path: string;
  new: boolean;
  edits: Edit[];
}

export interface Gain {
  role: string;
  action: string;
  resource: string;
  planned: boolean;
}

export interface ProofCall {
  task?: string;
  principal?: Principal;
  action: string;
  resource: string;
  before: Decision;
  after: Decision;
}

export interface Proof {
  gained: Gain[];
  lost: Gain[];
  calls: ProofCall[];
  holds: boolean;
}

export interface Command {
  command: string;
  undo: string;
  why: string;
}

/** What a proposal is worth: see docs/report.schema.json. */
export type Verdict = "proven" | "wider" | "no-help";

export interface Report {
  version: 1;
  files: { path: string; kind: string; bytes: number }[];
  tasks: Task[];
  diagnosis: Diagnosis[];
  findings: Finding[];
  fixes: FileEdits[];
  proof?: Proof;
  commands?: Command[];
  findingsAfter?: Finding[];
  proposal?: { verdict: Verdict; sentence: string; reasons: string[] };
  summary: { error: number; warning: number; note: number; unknown: number };
}
