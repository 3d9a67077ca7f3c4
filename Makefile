# The commands of the project; `make check` is the gate.
.PHONY: check accuracy advisories baseline bench bench-serve fix fuzz fuzz-build fuzz-lines sample protoset static sbom release golden torture

FLOOR ?=

check: ## what continuous integration runs
	bash .ci/run

fix: ## format and apply clippy's suggestions
	cargo fmt
	cargo clippy --fix --allow-dirty --all-targets

accuracy: ## figures on public data: make accuracy POLNEAR=... DSE=... PLOVER=... GUM=... EWT=... RE3D=... (see accuracy/README.md); BINARY=... for a binary that stands
	$(if $(BINARY),,cargo build --quiet --release --locked)
	python3 accuracy/run.py --binary $(or $(BINARY),target/release/vedette) --polnear "$(POLNEAR)" --dse "$(DSE)" --plover "$(PLOVER)" --place "$(PLACE)" \
	  --gum "$(GUM)" --ewt "$(EWT)" --re3d "$(RE3D)" $(FLOOR)

golden: ## rewrite the golden files; read the diff as you would read code
	UPDATE_GOLDEN=1 cargo test --locked golden

sample: ## serve the bundled reports
	cargo run --release --locked -- serve --sample

protoset: ## the descriptor set with comments, for grpcurl -protoset; the same as `vedette protoset`, which the image has too
	cargo build --quiet --release --locked
	mkdir -p target
	$(built)/release/vedette protoset > target/vedette.binpb
	@echo target/vedette.binpb

baseline: ## at a release: what `buf breaking` holds later versions against
	buf build --exclude-source-info -o .ci/baseline.json

advisories: ## known faults of what Cargo.lock holds: once a day where there is a network, and at a release; ADVISORY_DB=FOLDER for a clone of the database
	bash .ci/advisories

target = $(shell rustc -vV | sed -n 's/^host: //p')
built = $(or $(CARGO_TARGET_DIR),target)

static: ## one static binary for the image; with cargo-auditable installed it carries the list of what it was built from
	RUSTFLAGS="-C target-feature=+crt-static" cargo $(if $(shell command -v cargo-auditable),auditable) build --release --locked --target $(target)

sbom: ## what a release is made of, as CycloneDX: target/vedette.cdx.json
	cargo cyclonedx --quiet --format json --target $(target) --override-filename vedette.cdx
	mkdir -p target && mv vedette.cdx.json target/vedette.cdx.json

release: ## what a release hands out: the static binary with its list, the SBOM, held against Cargo.lock, and the descriptor set; installs the two tools
	command -v cargo-auditable >/dev/null || cargo install --quiet --locked cargo-auditable@0.7.7
	command -v cargo-cyclonedx >/dev/null || cargo install --quiet --locked cargo-cyclonedx@0.5.9
	$(MAKE) --no-print-directory static sbom
	python3 .ci/made_of.py $(built)/$(target)/release/vedette target/vedette.cdx.json
	$(built)/$(target)/release/vedette protoset > target/vedette.binpb

torture: ## the release figure, hours; cut off, give the command again: what is done is not repeated (see .ci/torture)
	bash .ci/torture

QUOTES ?= 1000000
ROUNDS ?= 5
PARTS ?=

bench-serve: ## serving beside its floor, as ratios: make bench-serve QUOTES=50000 PARTS=search,isolation (see docs/performance.md)
	cargo build --quiet --release --locked
	cargo bench --quiet --locked --bench serve -- --quotes $(QUOTES) --rounds $(ROUNDS) $(if $(PARTS),--parts $(PARTS))

bench: ## what extraction costs by stage, then serving on a small index
	cargo bench --quiet --locked --bench extract
	$(MAKE) --no-print-directory bench-serve QUOTES=50000

SECONDS ?= 30
RUNS ?=
SEED ?=
MAX_LEN ?= 8192
FUZZ_TARGETS ?= cleaner sentence quote pipeline query token request config record

FUZZ_FLAGS := --sanitizer none --codegen-units 16

fuzz: $(addprefix fuzz-on-,$(FUZZ_TARGETS)) ## every fuzz target for SECONDS each, or RUNS, on inputs of at most MAX_LEN bytes, from a new SEED each time unless one is given, with -j2 two at a time; what is found stays in fuzz/artifacts

fuzz-build: ## all fuzz targets, without running them
	RUSTC_BOOTSTRAP=1 cargo fuzz build $(FUZZ_FLAGS)

fuzz-lines:
	@mkdir -p fuzz/corpus/lines; cat sample/reports/*.txt | awk 'NF { print > sprintf("fuzz/corpus/lines/%04d", NR); close(sprintf("fuzz/corpus/lines/%04d", NR)) }'

# Article targets begin with the bundled reports; where inputs are short, with their lines, because an execution costs what its input is long.
fuzz-on-%: fuzz-lines
	@corpus=fuzz/corpus/$*-$(MAX_LEN); log=$$corpus.log; mkdir -p $$corpus; \
	  seeds=fuzz/seeds/$*; [ -d $$seeds ] || seeds=$(if $(filter 8192,$(MAX_LEN)),sample/reports,fuzz/corpus/lines); \
	  RUSTC_BOOTSTRAP=1 cargo fuzz run $(FUZZ_FLAGS) $* $$corpus $$seeds -- -dict=fuzz/words.dict \
	    $(if $(RUNS),-runs=$(RUNS),-max_total_time=$(SECONDS)) $(if $(SEED),-seed=$(SEED)) -max_len=$(MAX_LEN) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 2>$$log \
	    && grep -E 'number_of_executed_units|average_exec_per_sec' $$log | sed 's/^stat:://' | tr -s ' \n' ' ' | sed "s/^/$*, at most $(MAX_LEN) bytes: /; s/ $$/\n/" \
	    || { grep -a -m1 -A4 panicked $$log | cut -c-2000; tail -30 $$log; \
	         for found in fuzz/artifacts/$*/*; do echo "$$found, as base64:"; base64 -w 0 "$$found"; echo; done; exit 1; }
