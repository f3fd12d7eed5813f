# Two commands: `make demo` shows everything, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# PyTorch's own index of CPU builds. The wheel of the same version on the ordinary index brings
# gigabytes of CUDA on Linux, so the build is named exactly (pyproject.toml) and fetched first.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
TORCH := torch==2.13.0$(if $(filter Linux,$(shell uname -s)),+cpu)

.PHONY: demo install test lint clean

demo: install
	$(BIN)/tanggap demo $(DEMO)

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Tanggap needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	# A wheel that lies at hand (pip's find-links) is taken first, else PyTorch's CPU index is asked.
	$(BIN)/pip install --quiet "$(TORCH)" 2>/dev/null || $(BIN)/pip install --quiet "$(TORCH)" --index-url $(TORCH_INDEX)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.test-tools: $(VENV)/.installed
	$(BIN)/pip install --quiet --editable '.[test]'
	sh tests/install_browser.sh
	touch $@

lint: $(VENV)/.test-tools
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/pytest -n auto $(PYTEST)

clean:
	rm -rf $(VENV) var build *.egg-info
