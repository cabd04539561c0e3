"""Makes the models of the tuning tests, and what transformers and PEFT say of them.

Each folder beside this file is a model with random weights in Hugging Face's layout, an adapter of
it in PEFT's layout (adapter/), and expected.json: a sequence of tokens, and the logits of some
positions, of the model alone and with the adapter, on the CPU in float32. The tokenizers are those
of the conversion's tests. Made with torch 2.15.0, transformers 5.24.0, peft 0.21.2:

    python3 -m venv venv && venv/bin/pip install torch transformers peft
    venv/bin/python work/train/src/test/golden/make.py
"""
import base64
import json
import pathlib
import shutil

import peft
import torch
import transformers

HERE = pathlib.Path(__file__).parent
TOKENIZERS = HERE.parents[3] / "convert/src/test/golden"
CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content']"
    " + '<|im_end|>' + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
LLAMA3 = (
    "{{ bos_token }}{% for m in messages %}{{ m['role'] + ': ' + m['content'] | trim"
    " + '<|eot_id|>' }}{% endfor %}{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}"
)


def encoded(logits):
    return base64.b64encode(logits.to(torch.float32).numpy().astype("<f4").tobytes()).decode()


def make(name, config_class, template, **config):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(TOKENIZERS / name / file, folder / file)
    (folder / "chat_template.jinja").write_text(template)
    small = dict(
        vocab_size=320,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=256,
        rms_norm_eps=1e-5,
    )
    small.update(config)
    torch.manual_seed(11)
    network = transformers.AutoModelForCausalLM.from_config(config_class(**small))
    with torch.no_grad():
        for key, parameter in network.named_parameters():
            if "norm" in key:
                parameter.copy_(1 + 0.3 * torch.randn_like(parameter))
            elif parameter.dim() == 1:
                parameter.copy_(0.5 * torch.randn_like(parameter))
            else:
                parameter.copy_(torch.randn_like(parameter) / parameter.shape[1] ** 0.5)
    network.to(torch.bfloat16).save_pretrained(folder)
    network = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    ids = [(7 * i * i + 3 * i) % 310 for i in range(24)]
    rows = [0, 11, 23]
    document = {"sequence": ids, "rows": rows}
    with torch.no_grad():
        document["base"] = encoded(network(torch.tensor([ids])).logits[0, rows])
        adapted = peft.get_peft_model(
            network,
            peft.LoraConfig(
                r=4,
                lora_alpha=8,
                target_modules=["q_proj", "k_proj", "v_proj", "gate_proj", "down_proj"],
                task_type="CAUSAL_LM",
            ),
        )
        for key, parameter in adapted.named_parameters():
            if "lora_" in key:
                parameter.copy_(torch.randn_like(parameter) / 4)
        document["adapted"] = encoded(adapted(torch.tensor([ids])).logits[0, rows])
    adapted.save_pretrained(folder / "adapter")
    (folder / "adapter" / "README.md").unlink()
    config = folder / "adapter" / "adapter_config.json"
    said = json.loads(config.read_text())
    said["base_model_name_or_path"] = name
    said["target_modules"].sort()  # a set, which has no order
    config.write_text(json.dumps(said, indent=2, sort_keys=True) + "\n")
    (folder / "expected.json").write_text(json.dumps(document) + "\n")


make("smollm2", transformers.LlamaConfig, CHATML, tie_word_embeddings=True, eos_token_id=312)
make(
    "llama3",
    transformers.LlamaConfig,
    LLAMA3,
    tie_word_embeddings=True,
    eos_token_id=[311, 312, 313],
    head_dim=16,
    rope_parameters=dict(
        rope_type="llama3",
        rope_theta=5e5,
        factor=32.0,
        low_freq_factor=1.0,
        high_freq_factor=4.0,
        original_max_position_embeddings=64,
    ),
)
make("qwen2", transformers.Qwen2Config, CHATML, use_sliding_window=False, eos_token_id=312)
