"""MLflow's autolog of Lightning, against MLFLOW_TRACKING_URI; prints ok if no metric was lost."""

import logging
import warnings

warnings.filterwarnings("ignore")
logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)

import lightning
import mlflow
import torch
from torch.utils.data import DataLoader, TensorDataset

EPOCHS, STEPS = 3, 8
seen = {"loss": [], "accuracy": []}


class Regression(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 1)

    def training_step(self, batch, number):
        loss = torch.nn.functional.mse_loss(self.layer(batch[0]), batch[1])
        self.log("loss", loss, on_step=True, on_epoch=False)
        seen["loss"].append(loss.item())
        return loss

    def validation_step(self, batch, number):
        accuracy = self.layer(batch[0]).mean()
        self.log("accuracy", accuracy)
        if not self.trainer.sanity_checking:
            seen["accuracy"].append(accuracy.item())

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.01)


torch.manual_seed(1)
values = torch.randn(STEPS * 4, 4)
loader = DataLoader(TensorDataset(values, values.sum(1, keepdim=True)), batch_size=4)
validation = DataLoader(TensorDataset(values[:4], values[:4, :1]), batch_size=4)
mlflow.set_experiment("lightning")
mlflow.pytorch.autolog(log_every_n_step=1, log_models=False, checkpoint=False)
trainer = lightning.Trainer(
    max_epochs=EPOCHS, log_every_n_steps=1, accelerator="cpu", devices=1, logger=False,
    enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
)
with mlflow.start_run() as run:
    trainer.fit(Regression(), loader, validation)
mlflow.flush_async_logging()

client = mlflow.MlflowClient()


def history(name):
    return [point.value for point in client.get_metric_history(run.info.run_id, name)]


def equal(found, expected):
    assert len(found) == len(expected), (found, expected)
    assert all(abs(a - b) < 1e-6 for a, b in zip(found, expected)), (found, expected)


print({name: len(history(name)) for name in mlflow.get_run(run.info.run_id).data.metrics})
equal(history("loss"), seen["loss"])
equal(history("accuracy"), seen["accuracy"])
assert mlflow.get_run(run.info.run_id).data.params["epochs"] == str(EPOCHS)
print("ok")
