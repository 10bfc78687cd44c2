# `make run` serves the archive, `make test` runs the whole suite. Both may be called again at any time.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check -q

.PHONY: run test gate hostile bench lint messages pins install clean-venv help
.DEFAULT_GOAL := help

help:
	@echo "make run    安装并启动，网址 http://127.0.0.1:8000，按 Ctrl-C 停止"
	@echo "make test   运行全部测试"
	@echo "make gate   读带标注的文件，列出各项数字，低于下限则失败"
	@echo "make hostile 把 ../shared/hostile 的有害文件逐个跑一遍，列表报告（OUT=文件夹 则用现成的一套）"
	@echo "make bench  与同类引擎比速度，结果写入 tests/bench/RESULTS.md（SIZE=篇数，可写几个；默认 1000 10000）"
	@echo "make lint   代码检查（ruff、mypy、djade、deptry）"
	@echo "make messages 收集界面用词，写繁体词目并编译（需要 GNU gettext）"
	@echo "make pins   重新锁定依赖版本"

run: $(VENV)/.installed
	@exec $(PY) manage.py setup --serve

test: $(VENV)/.installed-dev
	@$(PY) -m pytest -n auto --maxprocesses 4 --dist loadgroup

gate: $(VENV)/.installed
	@$(PY) manage.py gate

hostile: $(VENV)/.installed-dev
	@$(PY) -m tests.hostile $(OUT)

bench: $(VENV)/.installed-dev
	@$(PY) -m tests.bench $(SIZE)

lint: $(VENV)/.installed-dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@# Those left out stand within running text: the line end that djade wants there would part words.
	@git ls-files 'templates/*.html' ':!templates/desk/run.html' ':!templates/components/hit_place.html' | xargs $(VENV)/bin/djade --check --target-version 5.2
	@$(VENV)/bin/deptry .

messages: $(VENV)/.installed
	@$(PY) manage.py messages

install: $(VENV)/.installed

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "缺少 Python 3.11 以上版本：请安装后再试，或用 make run PYTHON=/路径/python3 指定。"; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { rm -rf $(VENV); echo "不能建立虚拟环境：缺少 venv 模块。Debian、Ubuntu 上请先运行 apt-get install python3-venv。"; exit 1; }

$(VENV)/.installed: requirements.txt | $(PY)
	@echo "正在安装依赖（首次约需一分钟）……"
	@$(PIP) install --require-hashes -r requirements.txt \
	  || { echo "依赖未能安装：请检查能否连到 Python 软件源，再运行一次 make run。"; exit 1; }
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(PY)
	@echo "正在安装测试依赖……"
	@$(PIP) install --require-hashes -r requirements-dev.txt \
	  || { echo "测试依赖未能安装：请检查能否连到 Python 软件源，再运行一次 make test。"; exit 1; }
	@touch $@ $(VENV)/.installed

pins: | $(PY)
	@$(PIP) install uv
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make pins" requirements.in -o requirements.txt
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make pins" requirements-dev.in -o requirements-dev.txt

clean-venv:
	@rm -rf $(VENV)
