"""Makes the models of the conversion's tests, and what transformers says of them.

Each folder beside this file is a model with random weights in Hugging Face's layout, and
expected.json: texts, their tokens, and the logits of some positions, by transformers on the CPU in
float32. Made with torch 2.15.0, transformers 5.24.0, tokenizers 0.23.3, sentencepiece 0.2.3:

    python3 -m venv venv && venv/bin/pip install torch transformers tokenizers sentencepiece
    venv/bin/python work/convert/src/test/golden/make.py
"""
import base64
import json
import pathlib
import shutil

import sentencepiece
import tokenizers
import torch
import transformers
from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent

CORPUS = [
    "The dog and the cat are animals that live with people, and the bird is another one.",
    "A model that was trained on this text can continue the text that it was trained on.",
    "def add(a, b):\n    return a + b\n\nprint(add(12, 345), 'it''s done')\n",
    "Ein Hund und eine Katze; où est l'été? 你好世界, こんにちは世界。 Привет, мир!",
    "In 2024 there were 12345 dogs, 67 cats and 8 birds; they'll say it's what we've got.",
] * 20

TEXTS = [
    "",
    "Hello",
    "The dog and the cat",
    " leading and trailing ",
    "two  spaces,   three\tand a tab",
    "lines\nand\n\nmore\r\nlines\n  indented",
    "12345 and 6 are 12351",
    "it's THEY'LL we've I'm he'd",
    "你好世界 こんにちは",
    "naïve café Ünïcödé",
    "emoji 👩‍👩‍👧‍👦 and 🇩🇪 flags",
    "def add(a, b):\n    return a + b",
    "x" * 40,
    "\u0000\u0001 control \ufeff mark",
    "Привет, мир! עברית العربية",
    "trained on the text that the bird was trained on",
    "one<|im_end|>two",
    "one <|eot_id|> two",
]

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace("{1,3}", "")


def byte_pairs(split, specials, *, normalizer=None, whole_words=False, begin=None):
    """A tokenizer of byte pairs, as GPT-2's descendants have them."""
    made = tokenizers.Tokenizer(models.BPE(ignore_merges=whole_words))
    made.normalizer = normalizer
    made.pre_tokenizer = split
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(
            vocab_size=310,
            show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    made.add_special_tokens([tokenizers.AddedToken(s, normalized=False) for s in specials])
    if begin:
        made.post_processor = processors.TemplateProcessing(
            single=f"{begin} $A",
            pair=f"{begin} $A {begin} $B",
            special_tokens=[(begin, made.token_to_id(begin))],
        )
    return made


def regex(pattern):
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated", invert=False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def save_fast(folder, tokenizer, **names):
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)


def sentence_pieces(folder, keep_model):
    """A tokenizer of Llama 2's kind, as transformers saves it."""
    prefix = folder / "tokenizer"
    corpus = folder / "corpus.txt"
    corpus.write_text("\n".join(CORPUS))
    sentencepiece.SentencePieceTrainer.Train(
        input=str(corpus),
        model_prefix=str(prefix),
        model_type="bpe",
        vocab_size=350,
        byte_fallback=True,
        character_coverage=0.98,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=True,
        minloglevel=2,
    )
    made = transformers.LlamaTokenizer.from_pretrained(folder, legacy=False)
    made.add_tokens(["<|im_end|>"], special_tokens=True)
    made.save_pretrained(folder)
    if keep_model:
        as_published(folder)
    else:
        (folder / "tokenizer.model").unlink()
    (folder / "tokenizer.vocab").unlink()
    corpus.unlink()


def as_published(folder):
    """The form of Llama 2's own tokenizer.json, which transformers 5 does not write any more."""
    file = folder / "tokenizer.json"
    document = json.loads(file.read_text())
    document["normalizer"] = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    document["normalizer"] = json.loads(document["normalizer"].__getstate__())
    document["pre_tokenizer"] = None
    document["model"]["unk_token"] = "<unk>"
    begin = dict(SpecialToken=dict(id="<s>", type_id=0))
    text = dict(Sequence=dict(id="A", type_id=0))
    document["post_processor"] = dict(
        type="TemplateProcessing",
        single=[begin, text],
        pair=[begin, text],
        special_tokens={"<s>": dict(id="<s>", ids=[1], tokens=["<s>"])},
    )
    file.write_text(json.dumps(document, ensure_ascii=False))
    names = folder / "tokenizer_config.json"
    document = json.loads(names.read_text())
    document["tokenizer_class"] = "PreTrainedTokenizerFast"
    names.write_text(json.dumps(document, indent=2) + "\n")


def randomize(model):
    """Weights with which every part of the network shows in the logits."""
    torch.manual_seed(7)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.copy_(1 + 0.3 * torch.randn_like(parameter))
            elif parameter.dim() == 1:
                parameter.copy_(0.5 * torch.randn_like(parameter))
            else:
                parameter.copy_(torch.randn_like(parameter) / parameter.shape[1] ** 0.5)


def expect(folder, network):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    text = "The dog and the cat are 12345 animals; où est l'été? it's 你好 trained on the text."
    ids = tokenizer(text)["input_ids"]
    with torch.no_grad():
        logits = network.float()(torch.tensor([ids])).logits[0]
    rows = sorted({0, len(ids) // 2, len(ids) - 1})
    document = {
        "texts": [
            {"text": t, "ids": tokenizer(t)["input_ids"]} for t in TEXTS
        ],
        "sequence": ids,
        "rows": rows,
        "logits": base64.b64encode(
            logits[rows].to(torch.float32).numpy().astype("<f4").tobytes()
        ).decode(),
    }
    (folder / "expected.json").write_text(json.dumps(document, ensure_ascii=False) + "\n")


def save(folder, config_class, type_, vocabulary, shard="5GB", **config):
    small = dict(
        vocab_size=vocabulary,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=256,
        rms_norm_eps=1e-5,
    )
    small.update(config)
    network = transformers.AutoModelForCausalLM.from_config(config_class(**small))
    randomize(network)
    network = network.to(type_)
    network.save_pretrained(folder, max_shard_size=shard)
    expect(folder, transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32))


def fresh(name):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def main():
    half, brain = torch.float16, torch.bfloat16
    digits = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )

    folder = fresh("llama2")
    sentence_pieces(folder, True)
    save(folder, transformers.LlamaConfig, half, 358, num_key_value_heads=4)

    folder = fresh("mistral")
    sentence_pieces(folder, False)
    save(folder, transformers.MistralConfig, brain, 351, head_dim=6, sliding_window=None)

    folder = fresh("llama3")
    chat = ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>"]
    save_fast(
        folder,
        byte_pairs(regex(LLAMA3), chat, whole_words=True, begin=chat[0]),
        bos_token=chat[0],
        eos_token=chat[2],
        chat_template="{{ bos_token }}{% for m in messages %}{{ m['content'] }}{% endfor %}",
    )
    save(
        folder,
        transformers.LlamaConfig,
        brain,
        320,
        tie_word_embeddings=True,
        rope_parameters=dict(
            rope_type="llama3",
            rope_theta=500.0,
            factor=8.0,
            low_freq_factor=1.0,
            high_freq_factor=4.0,
            original_max_position_embeddings=64,
        ),
        eos_token_id=[311, 312, 313],
    )

    folder = fresh("smollm2")
    chat = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    save_fast(folder, byte_pairs(digits, chat), bos_token=chat[1], eos_token=chat[2])
    save(
        folder, transformers.LlamaConfig, torch.float32, 313, num_hidden_layers=1, tie_word_embeddings=True,
        attention_bias=True, rope_parameters=dict(rope_type="linear", rope_theta=1e4, factor=2.0),
    )

    folder = fresh("qwen2")
    save_fast(
        folder,
        byte_pairs(regex(QWEN2), chat, normalizer=normalizers.NFC()),
        eos_token=chat[2],
        pad_token=chat[0],
    )
    save(
        folder, transformers.Qwen2Config, brain, 320, shard="12KB", use_sliding_window=False,
        rope_parameters=dict(
            rope_type="yarn", rope_theta=1e4, factor=4.0, original_max_position_embeddings=64
        ),
    )

    folder = fresh("qwen3")
    save_fast(
        folder,
        byte_pairs(regex(QWEN2), chat, normalizer=normalizers.NFC()),
        eos_token=chat[2],
        pad_token=chat[0],
    )
    save(folder, transformers.Qwen3Config, brain, 320, head_dim=8, tie_word_embeddings=True)


if __name__ == "__main__":
    main()
