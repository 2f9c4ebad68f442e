import { RunletError } from "../../errors/error.ts";
import { loadPeer, type Llama, type LlamaGpu, type NodeLlamaCpp } from "./peer.ts";

/** llama.cpp in this process, which all models share: loading it takes longer than loading a small model. */
export interface Computing {
  readonly peer: NodeLlamaCpp;
  readonly llama: Llama;
  /** What it complained of, the last thing last. */
  readonly complaints: string[];
}

const computing = new Map<LlamaGpu, Promise<Computing>>();

/**
 * llama.cpp on the processor or a GPU, loaded once. Nothing is fetched or compiled: what was not installed is not there.
 *
 * @throws RunletError `config` where it is not installed, or not for this machine
 */
export async function computingOn(gpu: LlamaGpu, threads: number): Promise<Computing> {
  let loading = computing.get(gpu);
  if (!loading) {
    loading = begin(gpu, threads);
    computing.set(gpu, loading);
    // It may be installed while the process runs.
    loading.catch(() => computing.delete(gpu));
  }
  const { llama } = await loading;
  llama.maxThreads = Math.max(llama.maxThreads, threads);
  return loading;
}

async function begin(gpu: LlamaGpu, threads: number): Promise<Computing> {
  const peer = await loadPeer();
  const complaints: string[] = [];
  try {
    const llama = await peer.getLlama({
      gpu,
      maxThreads: threads,
      build: "never",
      skipDownload: true,
      progressLogs: false,
      logLevel: "error",
      logger: (_level, message) => void complaints.push(message.trim()),
    });
    return { peer, llama, complaints };
  } catch (cause) {
    const message = `node-llama-cpp has nothing that runs on this machine: ${(cause as Error).message}`;
    throw new RunletError("config", message, { phase: "config", cause });
  }
}
